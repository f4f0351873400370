import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually, freePort, startFaultProxy, type FaultProxy } from '@tessera/testkit';
import { claimsFor, signToken } from '../../gateway/test/support/auth-keys.ts';
import { startSurroundings } from '../../gateway/test/support/surroundings.ts';
import { gatewayEnvironment } from '../start/process-environment.ts';
import { ROOT } from '../start/services.ts';

/** The gateway as it runs in production, in a process of its own, with a proxy before each of its subgraphs. */
export interface SoakedSystem {
  readonly gateway: ChildProcess;
  readonly url: string;
  readonly proxies: readonly FaultProxy[];
  tokenFor(role: 'OWNER' | 'VIEWER'): string;
  /** Puts another supergraph in the file that the gateway watches: the same graph under another digest. */
  replaceSupergraph(): Promise<void>;
  /** Forgets what the subgraphs remember for tests. */
  forget(): void;
  stop(): Promise<void>;
}

const preload = (path: string) => ['--import', pathToFileURL(join(import.meta.dirname, path)).href];

export async function startSystem(): Promise<SoakedSystem> {
  const { subgraphs, settings, key, ...surroundings } = await startSurroundings();
  const proxies: FaultProxy[] = [];
  const throughProxies: Record<string, string> = {};
  for (const [name, url] of Object.entries(settings.subgraphs)) {
    const proxy = await startFaultProxy({ port: await freePort(), target: Number(new URL(url).port) });
    proxies.push(proxy);
    throughProxies[name] = `http://127.0.0.1:${proxy.port}/graphql`;
  }
  const port = await freePort();
  const env = gatewayEnvironment({ ...settings, port, production: true, logLevel: 'info', subgraphs: throughProxies });
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning', ...preload('heap-probe.ts'), ...preload('../start/end-with-parent.ts')];
  // What it logs is not looked at, but that it logs costs memory as well.
  const gateway = spawn(process.execPath, [...flags, 'gateway/src/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(gateway, 'message');
  const origin = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${origin}/health/ready`)).ok);
  const supergraph = await readFile(settings.supergraphPath, 'utf8');
  let replaced = 0;
  return {
    gateway,
    url: `${origin}/graphql`,
    proxies,
    tokenFor: (role) => signToken(key, claimsFor(role)),
    replaceSupergraph: () => writeFile(settings.supergraphPath, `${supergraph}\n# ${(replaced += 1)}\n`),
    forget() {
      for (const { received } of Object.values(subgraphs)) received.length = 0;
    },
    async stop() {
      gateway.kill('SIGTERM');
      if (gateway.exitCode === null && gateway.signalCode === null) await once(gateway, 'exit');
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await surroundings.stop();
    },
  };
}
