import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { deriveKeyring } from '@tessera/keyring';
import { OperatorError, readRootKey, readSystemSettings } from '@tessera/platform';
import { signJsonCall } from '@tessera/rpc';
import { runTool } from './command-line.ts';
import { listServices } from './start/services.ts';

/**
 * Prints the header that proves one gRPC call, for a tool that learns the contract by reflection:
 *   npm run --silent rpc:sign -- --as auth --to tenants tessera.v1.CompanyService/GetUserProfile '{"userId": "…"}'
 * It is good for one delivery within 30 s. The keys derive as those of `npm run keys` do.
 */
async function main(): Promise<void> {
  const options = { as: { type: 'string' }, to: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [method, json = '{}'] = positionals;
  const services = listServices();
  const [callers, callees] = [[...services, 'gateway'], services];
  const caller = oneOf(callers, values.as, '--as');
  const callee = oneOf(callees, values.to, '--to');
  if (!method) throw new OperatorError('Name a method, e.g. tessera.v1.AuthService/ValidateToken, and its request as JSON.');
  const settings = readSystemSettings();
  const keyring = deriveKeyring(await readRootKey({ ...settings, given: settings.rootKey }), caller, services);
  process.stdout.write(`${await signJsonCall({ keyring, callee, method, json, requestId: randomUUID() })}\n`);
}

function oneOf(known: readonly string[], given: string | undefined, option: string): string {
  if (given && known.includes(given)) return given;
  throw new OperatorError(`Say with ${option} which: one of ${known.join(', ')}.`);
}

await runTool('npm run --silent rpc:sign -- --as CALLER --to CALLEE PACKAGE.SERVICE/METHOD [JSON]', main);
