import { countLive, createLogReader, type LogReader } from '@tessera/events';
import { EventLogDefinition, ProvisioningDefinition, allowCallers, rpcService, type RpcService } from '@tessera/rpc';
import type { AnySubgraph, SubgraphRuntime } from './definition.ts';

/** Who may call what every subgraph serves. Superadmin follows logs; tenants provisions. */
export const COMMON_CALLERS: Readonly<Record<string, readonly string[]>> = {
  ...allowCallers(EventLogDefinition, ['superadmin']),
  ...allowCallers(ProvisioningDefinition, ['tenants']),
};

/** EventLog and Provisioning, which every subgraph serves in the same way. */
export function commonServices(
  definition: AnySubgraph,
  runtime: SubgraphRuntime<unknown>,
): { services: RpcService[]; stop(): Promise<void> } {
  const reader: LogReader = createLogReader(runtime.database.tail());
  const eventLog = rpcService(EventLogDefinition, {
    tail: (request, call) => reader.tail({ ...request, signal: call.signal }),
    count: async (request) => ({ counts: await countLive(runtime.database, definition.events, request.entity) }),
  });
  const provisioning = rpcService(ProvisioningDefinition, {
    prepare: async (request) => ({
      detail: (await definition.prepareTenant?.(runtime, request)) ?? 'Nothing to prepare.',
    }),
  });
  return { services: [eventLog, provisioning], stop: () => reader.close() };
}
