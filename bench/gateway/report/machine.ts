import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Where and when numbers were made; they mean nothing without it. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Of the peers, by package. */
  readonly versions: Readonly<Record<string, string>>;
}

const PEERS = ['@apollo/gateway', '@apollo/server', '@graphql-hive/gateway-runtime', '@graphql-hive/router-runtime', 'graphql'];

/** @param from the module whose dependencies the peers are */
export function describeMachine(peers: readonly string[] = PEERS, from: string = import.meta.url): Machine {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    versions: Object.fromEntries(peers.map((name) => [name, versionOf(name, from)])),
  };
}

/** Packages need not export their package.json: it is looked for from the module upwards. */
function versionOf(name: string, from: string): string {
  const entry = createRequire(from).resolve(name);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const found = readVersion(join(folder, 'package.json'), name);
    if (found) return found;
  }
  return 'unknown';
}

function readVersion(path: string, name: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
    return manifest.name === name ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
