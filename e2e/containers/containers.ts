import { rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { eventually, startProcess, type TestProcess } from '@tessera/testkit';
import { interpolate, milliseconds, type ComposeFile, type ComposeService, type HealthCheck } from './compose.ts';

/** What the compose file starts as other people's images, and this test finds running. */
export interface Outside {
  readonly postgres: { readonly url: string; readonly host: string; readonly port: number };
  readonly redis?: string;
  readonly nats?: string;
}

export interface ContainersOptions {
  readonly file: ComposeFile;
  /** Folder with what the image holds. */
  readonly image: string;
  /** The folder beside the compose file, whose subfolders it mounts. */
  readonly project: string;
  /** What `.env` and the shell would say. */
  readonly env: Readonly<Record<string, string>>;
  readonly outside: Outside;
}

/** The containers of a compose file as processes of this machine. */
export interface Containers {
  /** As `docker compose up`: what it depends on first, and until each is as its condition says. */
  up(name: string): Promise<void>;
  /** As `docker compose run --rm <name> <command>`. @returns what it printed */
  run(name: string, command: readonly string[]): Promise<string>;
  /** The address that stands for the container's host name. */
  address(name: string): string;
  readonly started: readonly string[];
  output(name: string): string;
  /** As `docker compose down`. @returns how each container's process ended, in the order in which they were stopped */
  down(): Promise<Record<string, number | string>>;
}

/** How often a health check is tried here, whatever its interval: nobody needs to wait that long. */
const PROBE_MS = 200;
/** Lets an image find no package that was not linked into it. */
const ONLY_THE_IMAGE = ['--preserve-symlinks'];

export function createContainers({ file, image, project, env, outside }: ContainersOptions): Containers {
  // Each container has an address of its own, as it has in Docker, so that equal ports do not meet.
  const network = `127.${randomInt(16, 240)}.${randomInt(256)}`;
  const names = Object.keys(file.services);
  const address = (name: string) => `${network}.${names.indexOf(name) + 2}`;
  const processes = new Map<string, TestProcess>();
  const ups = new Map<string, Promise<void>>();

  const start = (name: string, command: readonly string[]): TestProcess => {
    const [program, ...args] = command;
    if (program !== 'node') throw new Error(`${name} runs ${program}, which this test cannot stand in for.`);
    const written = Object.entries(serviceOf(name).environment ?? {});
    const variables = written.map(([key, value]) => [key, mapValue(name, interpolate(value, env))]);
    return startProcess([...ONLY_THE_IMAGE, ...args], Object.fromEntries(variables), image);
  };

  const serviceOf = (name: string): ComposeService => file.services[name]!;

  /** Host names become addresses; those of other people's images become what runs here. */
  const mapValue = (name: string, value: string): string | undefined => {
    if (value === '0.0.0.0') return address(name);
    const mount = serviceOf(name).volumes?.find((volume) => volume.split(':')[1] === value);
    if (mount) return join(project, mount.slice(0, mount.indexOf(':')));
    if (value === 'postgres') return outside.postgres.host;
    if (value === '5432') return String(outside.postgres.port);
    if (/^postgresql:\/\/.*@postgres:5432\/postgres$/.test(value)) return outside.postgres.url;
    if (value === 'redis://redis:6379') return outside.redis;
    if (value === 'nats://nats:4222') return outside.nats;
    return value.replace(/(?<=^|[=/])([a-z][a-z0-9-]*):(\d+)/g, (all, host: string, port: string) =>
      names.includes(host) ? `${address(host)}:${port}` : all);
  };

  const up = (name: string): Promise<void> => {
    const known = ups.get(name) ?? bringUp(name);
    ups.set(name, known);
    return known;
  };

  const bringUp = async (name: string): Promise<void> => {
    if (name in outside || !file.services[name]?.command?.includes('node')) return;
    const { depends_on: dependencies = {}, command } = serviceOf(name);
    await Promise.all(Object.entries(dependencies).map(async ([other, { condition }]) => {
      await up(other);
      await meets(other, condition);
    }));
    processes.set(name, start(name, command!));
  };

  const meets = async (name: string, condition: string): Promise<void> => {
    const program = processes.get(name);
    if (!program) return;
    if (condition === 'service_completed_successfully') {
      const end = await program.ended;
      if (end !== 0) throw new Error(`${name} ended with ${end}:\n${program.output()}`);
    } else if (condition === 'service_healthy') {
      await healthy(name, program);
    } else {
      throw new Error(`${name} is waited for by ${condition}, which this test does not know.`);
    }
  };

  const healthy = async (name: string, program: TestProcess): Promise<void> => {
    const check = serviceOf(name).healthcheck!;
    let end: number | string | undefined;
    void program.ended.then((code) => (end = code));
    await eventually(async () => end !== undefined || (await passes(check, address(name), image)), {
      withinMs: milliseconds(check.start_period) + check.retries * milliseconds(check.interval),
      everyMs: PROBE_MS,
      describe: () => `${name} did not become healthy:\n${program.output()}`,
    });
    if (end !== undefined) throw new Error(`${name} ended with ${end}:\n${program.output()}`);
  };

  return {
    address,
    async up(name) {
      await up(name);
      await meets(name, 'service_healthy');
    },
    async run(name, command) {
      const program = start(name, command);
      const end = await program.ended;
      if (end !== 0) throw new Error(`${command.join(' ')} ended with ${end}:\n${program.output()}`);
      return program.output();
    },
    get started() {
      return [...processes.keys()];
    },
    output: (name) => processes.get(name)?.output() ?? '',
    async down() {
      const ends: Record<string, number | string> = {};
      for (const [name, program] of [...processes].toReversed()) {
        ends[name] = await program.stop('SIGTERM', milliseconds(serviceOf(name).stop_grace_period ?? '10s'));
      }
      rmSync(image, { recursive: true, force: true });
      return ends;
    },
  };
}

/** Runs the container's own health check command once. */
async function passes({ test, timeout }: HealthCheck, address: string, image: string): Promise<boolean> {
  const [kind, program, ...args] = test;
  if (kind !== 'CMD' || program !== 'node') throw new Error(`This test cannot run the health check ${test.join(' ')}.`);
  const probe = startProcess(args.map((arg) => arg.replaceAll('127.0.0.1', address)), {}, image);
  const late = setTimeout(() => probe.child.kill('SIGKILL'), milliseconds(timeout));
  const end = await probe.ended;
  clearTimeout(late);
  return end === 0;
}
