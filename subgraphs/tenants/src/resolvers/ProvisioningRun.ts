import type { ProvisioningRunResolvers } from '../generated/resolvers.ts';

export const ProvisioningRun: ProvisioningRunResolvers = {
  nextAttemptAt: ({ status, nextAttemptAt }) => (status === 'RUNNING' ? nextAttemptAt : null),
  steps: ({ id }, _args, { scope }) => scope.load.stepsOfRun.load(id),
};
