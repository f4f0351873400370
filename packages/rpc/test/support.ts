import { randomBytes } from 'node:crypto';
import { deriveKeyring } from '@tessera/keyring';
import {
  allowCallers,
  EventLogDefinition,
  ProvisioningDefinition,
  rpcService,
  startRpcServer,
  type HandlersOf,
  type RpcServerOptions,
  type RunningRpcServer,
  type TailResponse,
} from '../src/index.ts';

const SERVICES = ['crm', 'tenants', 'superadmin', 'gateway'];
const root = randomBytes(32);

export const keyringOf = (service: string) => deriveKeyring(root, service, SERVICES);
export const foreignKeyring = (service: string) => deriveKeyring(randomBytes(32), service, SERVICES);

export const emptyTail: TailResponse = { epoch: 'e', events: [], lagEvents: 0, asOf: '2026-11-21T00:00:00.000Z' };
export const tailRequest = { limit: 10, waitMs: 0 };
export const prepareRequest = { tenantId: 't', slug: 'demo001', tier: 'FREE' };

type EventLog = HandlersOf<typeof EventLogDefinition>;
type Provisioning = HandlersOf<typeof ProvisioningDefinition>;

/** A crm that superadmin may tail and tenants may ask to prepare, on a free port of loopback. */
export function startCrm(
  handlers: Partial<EventLog & Provisioning> = {},
  options: Partial<RpcServerOptions> = {},
): Promise<RunningRpcServer> {
  const eventLog = rpcService(EventLogDefinition, {
    tail: async () => emptyTail,
    count: async () => ({ counts: [] }),
    ...handlers,
  });
  const provisioning = rpcService(ProvisioningDefinition, {
    prepare: async () => ({ detail: 'Nothing to prepare.' }),
    ...handlers,
  });
  return startRpcServer({
    service: 'crm',
    keyring: keyringOf('crm'),
    host: '127.0.0.1',
    port: 0,
    services: [eventLog, provisioning],
    allowed: { ...allowCallers(EventLogDefinition, ['superadmin']), ...allowCallers(ProvisioningDefinition, ['tenants']) },
    health: async () => true,
    ...options,
  });
}
