import type { MutationResolvers } from '../../generated/resolvers.ts';
import { setLocales } from '../../services/set-locales.ts';

export const setContentLocales: MutationResolvers['setContentLocales'] = (_parent, { locales }, { scope }) => setLocales(scope, locales);
