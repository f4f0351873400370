import { isAppError } from '@tessera/errors';
import { EntitlementsDefinition, type TenantEntitlements } from '@tessera/rpc';
import type { RpcClientFactory } from '../rpc-clients.ts';

/** Somebody waits for it who wants to add a record; a billing that does not answer is not waited for. */
const DEADLINE_MS = 500;

/** Asks billing what a tenant's plan gives it; undefined where the graph has no billing. */
export function askBilling(
  peers: Readonly<Record<string, string>>,
  rpcClient: RpcClientFactory,
): ((tenantId: string) => Promise<TenantEntitlements>) | undefined {
  if (peers['billing'] === undefined) return undefined;
  return async (tenantId) => {
    try {
      return await rpcClient(EntitlementsDefinition, 'billing').get({ tenantId }, { deadlineMs: DEADLINE_MS });
    } catch (error) {
      if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error;
      return { tenantId, plan: '', features: [], limits: [] };
    }
  };
}
