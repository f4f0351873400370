import { badInput } from '@tessera/errors';
import { parseInput, requireTenantId } from '@tessera/subgraph';
import { paymentMethod } from '../../domain/inputs.ts';
import type { Scope } from '../scope.ts';

/**
 * Sets what the tenant's own invoices are paid with; those that are open are tried at once.
 * @throws AppError BAD_USER_INPUT for what the provider cannot know
 */
export async function setPaymentMethod(scope: Scope, given: string): Promise<true> {
  const tenantId = requireTenantId(scope.db);
  const { clock, provider, wake } = scope.background;
  const method = parseInput(paymentMethod, given, 'method');
  if (!provider.accepts(method)) {
    throw badInput('method', `\`method\`: The payment provider (${provider.name}) knows no such payment method.`);
  }
  const now = clock.now();
  await scope.db.transaction(async (tx) => {
    await tx.payer.upsert({
      where: { tenantId_id: { tenantId, id: tenantId } },
      create: { tenantId, id: tenantId, paymentMethod: method },
      update: { paymentMethod: method },
    });
    const open = { tenantId, customerId: null, status: 'OPEN', nextAttemptAt: { gt: now } } as const;
    await tx.invoice.updateMany({ where: open, data: { nextAttemptAt: now, version: { increment: 1 } } });
  });
  wake();
  return true;
}
