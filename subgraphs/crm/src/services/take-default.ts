import type { Transaction } from './scope.ts';

/** Ends the time of the tenant's default pipeline, if there is one, before another takes its place. */
export async function takeDefault(tx: Transaction): Promise<void> {
  await tx.pipeline.updateMany({
    where: { isDefault: true },
    data: { isDefault: false, version: { increment: 1 } },
  });
}
