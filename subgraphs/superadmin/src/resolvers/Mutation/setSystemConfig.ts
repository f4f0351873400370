import type { MutationResolvers } from '../../generated/resolvers.ts';
import { setSystemConfig as setConfig } from '../../services/set-system-config.ts';

export const setSystemConfig: MutationResolvers['setSystemConfig'] = (_parent, { input }, { scope }) =>
  setConfig(scope, input);
