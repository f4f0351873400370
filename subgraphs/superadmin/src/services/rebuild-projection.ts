import { AppError, badInput } from '@tessera/errors';
import type { ServiceSummaryRow } from '../mappers.ts';
import { clearProjections } from './followers/update-projections.ts';
import { listServiceSummaries } from './list-service-summaries.ts';
import type { Scope } from './scope.ts';
import { unknownService } from './verify-projection.ts';

/**
 * Empties what was counted of a service and sets its follower back to the start of the log. Until it has caught up
 * again, every aggregate that the service contributes to names it under `missing`.
 * @throws AppError BAD_USER_INPUT for an unknown service
 */
export async function rebuildProjection(scope: Scope, service: string): Promise<ServiceSummaryRow> {
  if (!scope.services.includes(service)) throw badInput('service', unknownService(scope, service));
  await scope.platform.transaction(
    async (tx) => {
      // The follower's own transactions wait for this row, and find themselves moved.
      await tx.follower.updateMany({
        where: { service },
        data: { epoch: null, transaction: null, eventId: null, caughtUp: false, updatedAt: new Date() },
      });
      await clearProjections(tx, service);
    },
    { timeoutMs: 60_000 },
  );
  const [summary] = await listServiceSummaries(scope, service);
  if (!summary) throw new AppError('INTERNAL_SERVER_ERROR', `The service ${service} has no summary.`);
  return summary;
}
