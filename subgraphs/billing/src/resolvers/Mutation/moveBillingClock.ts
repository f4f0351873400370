import type { MutationResolvers } from '../../generated/resolvers.ts';
import { moveClock } from '../../services/move-clock.ts';

export const moveBillingClock: MutationResolvers['moveBillingClock'] = (_parent, { to }, { scope }) => moveClock(scope, to);
