import { relative } from 'node:path';
import type { DemoAccount, SystemSettings } from '@tessera/platform';
import { demoWorld } from '../../prisma/demo/world.ts';
import type { RunningSystem } from './start-system.ts';

/** What is printed once everything runs: where, as whom, and where the data lies. Never a password. */
export function describeSystem(system: RunningSystem, settings: SystemSettings, tookMs: number): string {
  const lines = ['', `Tessera is ready after ${(tookMs / 1000).toFixed(1)} s.`, '', `  Endpoint    ${system.url}`];
  if (!settings.production) {
    lines.push('  Playground  the same address in a browser');
    lines.push(`  gRPC        ${Object.entries(system.rpcTargets).map(([name, target]) => `${name} ${target}`).join(', ')}`);
  }
  if (system.demoAccountsFile) {
    const title = (at: number) => (at === 0 ? '  Accounts    ' : ' '.repeat(14));
    lines.push(...demoWorld().accounts.map((account, at) => `${title(at)}${describeAccount(account)}`));
    lines.push(`  Passwords   ${shorten(system.demoAccountsFile)}`);
  }
  lines.push(`  Data        ${shorten(settings.dataDir)}`);
  if (system.databasesAt) {
    lines.push(`  Databases   ${system.databasesAt} (the database server's user cannot enter the data folder)`);
  }
  if (settings.databaseUrl) lines.push('  Databases   on the server of TESSERA_DATABASE_URL');
  return [...lines, '', 'Ctrl-C stops it.', ''].join('\n');
}

function describeAccount({ email, tenant, role }: DemoAccount): string {
  return `${email.padEnd(28)} ${role.padEnd(10)} ${tenant ?? 'the platform'}`;
}

/** Relative to where the user stands, when it is below. */
function shorten(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
