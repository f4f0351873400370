import { once } from 'node:events';
import { AppError } from '@tessera/errors';
import { deriveKeyring } from '@tessera/keyring';
import {
  allowCallers,
  AuthServiceDefinition,
  EventLogDefinition,
  ProvisioningDefinition,
  rpcService,
  startRpcServer,
} from '@tessera/rpc';

/**
 * A service in a process of its own, which tenants may ask to prepare: the tenant's slug says how it is to behave. Each
 * line that it prints tells of something that happened.
 */
const tell = (line: string) => process.stdout.write(`${line}\n`);
const root = Buffer.from(process.env['TEST_ROOT'] ?? '', 'hex');
let failures = 0;

async function unavailable(asked: string): Promise<never> {
  tell(`asked ${asked}`);
  throw new AppError('UNAVAILABLE', 'Not now.');
}

const server = await startRpcServer({
  service: 'crm',
  keyring: { ...deriveKeyring(root, 'crm', ['crm', 'tenants']), tlsFolder: process.env['TESSERA_TLS_DIR'] },
  host: '127.0.0.1',
  port: Number(process.env['TEST_PORT'] ?? 0),
  services: [
    rpcService(ProvisioningDefinition, {
      async prepare({ slug, tier }, { signal }) {
        tell(`asked ${slug}`);
        if (slug === 'never') {
          await once(signal, 'abort');
          tell('given up');
        }
        if (slug === 'second-time' && (failures += 1) < 2) throw new AppError('UNAVAILABLE', 'Not yet.');
        if (slug === 'broken') throw new Error('broken');
        return { detail: 'x'.repeat(Number(tier) || 1) };
      },
    }),
    rpcService(AuthServiceDefinition, {
      validateToken: () => unavailable('token'),
      getUserAuthStatus: () => unavailable('status'),
      validateCredentials: () => unavailable('credentials'),
      introspectApiKey: () => unavailable('key'),
    }),
  ],
  // Superadmin is known, and may do something else.
  allowed: {
    ...allowCallers(ProvisioningDefinition, ['tenants']),
    ...allowCallers(AuthServiceDefinition, ['tenants']),
    ...allowCallers(EventLogDefinition, ['superadmin']),
  },
  health: async () => true,
  reflection: process.env['TEST_REFLECTION'] === 'on',
});
tell(`listening ${server.port}`);
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
