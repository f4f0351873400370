import { CustomersDefinition, allowCallers, rpcService, type RpcService } from '@tessera/rpc';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/crm/client/client.ts';
import { filterCustomers } from './services/filter-customers.ts';

/** Who may call what the crm serves. */
export const rpcCallers = allowCallers(CustomersDefinition, ['billing']);

/** Whether somebody is a customer, for services that keep something of customers. */
export function rpcServices({ database }: SubgraphRuntime<PrismaClient>): RpcService[] {
  return [
    rpcService(CustomersDefinition, {
      async filter({ tenantId, customerIds }, { requestId }) {
        return { customerIds: await filterCustomers(database, requestId, tenantId, customerIds) };
      },
    }),
  ];
}
