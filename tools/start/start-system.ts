import {
  checkServer, openDataFolder, prepareDatabase, requireFreePort, serverFromEmbedded, serverFromUrl,
  startEmbeddedPostgres,
  type DataFolder, type DatabaseServer, type PreparedDatabase, type Steps, type SystemSettings,
} from '@tessera/platform';
import { inSeparateProcesses, inThisProcess, type Running } from './launch.ts';
import { loadServiceSchema } from './load-service-schema.ts';
import { makePlan, type Plan } from './plan.ts';
import { seedDemo } from './seed-demo.ts';
import { listServices } from './services.ts';
import type { Teardown } from './teardown.ts';
import { originOf } from './wait-until-ready.ts';

export interface StartOptions {
  readonly settings: SystemSettings;
  /** Each service in a process of its own. */
  readonly separate: boolean;
  readonly steps: Steps;
  readonly teardown: Teardown;
}

export interface RunningSystem {
  readonly url: string;
  /** Service to `host:port` of its gRPC. */
  readonly rpcTargets: Readonly<Record<string, string>>;
  readonly demoAccountsFile?: string;
  /** Set when the databases lie outside the data folder. */
  readonly databasesAt?: string;
  /** Rejects when a part ended and could not be started again. */
  readonly failed: Promise<never>;
}

/** What the steps of a start hand on. */
interface Start extends StartOptions {
  step: Steps['run'];
  /** Of everything that runs: rejects when it ended for good. */
  readonly failures: Promise<never>[];
}

interface Databases {
  readonly server: DatabaseServer;
  readonly databasesAt?: string;
}

/**
 * Starts everything: database server, databases, demo, services, gateway. What can be asked before anything is made
 * (port, server, folder) is asked first. Whatever runs is in `teardown`, also when this throws.
 */
export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const { settings, teardown } = options;
  const step: Steps['run'] = (name, work, detail) => teardown.guard(() => options.steps.run(name, work, detail));
  const start: Start = { ...options, step, failures: [] };

  await requireFreePort(settings.host, settings.port);
  const external = await reachExternalServer(start);
  const folder = await openDataFolder({ ...settings, given: settings.rootKey });
  teardown.add(() => folder.release());

  const databases = external ?? (await startDatabaseServer(start));
  const services = listServices();
  await prepareDatabases(start, databases.server, folder, services);
  const demoAccountsFile = await layDownDemo(start, databases.server, folder, services);

  const plan = await makePlan({ settings, services, root: folder.rootKey, server: databases.server, demoAccountsFile });
  await startProgram(start, plan);
  const forever = new Promise<never>(() => undefined);
  const failed = Promise.race([forever, ...start.failures]);
  const url = `${originOf(settings.host, settings.port)}/graphql`;
  return { url, rpcTargets: plan.gateway.peers, demoAccountsFile, databasesAt: databases.databasesAt, failed };
}

async function reachExternalServer({ settings, step }: Start): Promise<Databases | undefined> {
  if (!settings.databaseUrl) return undefined;
  const server = serverFromUrl(settings.databaseUrl);
  await step('Reach the database server', () => checkServer(server), () => `${server.host}:${server.port}`);
  return { server };
}

function startDatabaseServer({ settings, step, teardown, failures }: Start): Promise<Databases> {
  return step('Start PostgreSQL', async () => {
    const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir });
    teardown.add(() => embedded.stop());
    failures.push(embedded.failed);
    return { server: serverFromEmbedded(embedded), databasesAt: embedded.outside ? embedded.cluster : undefined };
  });
}

async function prepareDatabases(
  { settings, step }: Start,
  server: DatabaseServer,
  folder: DataFolder,
  services: readonly string[],
): Promise<void> {
  const prepare = async (service: string) =>
    prepareDatabase(server, folder.rootKey, await loadServiceSchema(service, settings.databasePrefix));
  await step('Prepare the databases', () => Promise.all(services.map(prepare)), describePrepared);
}

async function layDownDemo(
  { settings, step }: Start,
  server: DatabaseServer,
  folder: DataFolder,
  services: readonly string[],
): Promise<string | undefined> {
  if (!settings.demo) return undefined;
  const options = { server, root: folder.rootKey, prefix: settings.databasePrefix, dataDir: folder.dataDir, media: settings.media, services };
  const { accounts } = await step('Lay down the demo', () => seedDemo(options), ({ seeded }) =>
    seeded.length > 0 ? `in ${seeded.join(', ')}` : 'there already');
  return accounts.path;
}

/** Added to the teardown in this order, so that the gateway drains while every service still answers. */
async function startProgram(start: Start, plan: Plan): Promise<void> {
  const { step, steps, separate } = start;
  const launcher = separate ? inSeparateProcesses((line) => steps.say(line)) : inThisProcess;
  const names = plan.subgraphs.map(({ name }) => name).join(', ');
  const startSubgraphs = () => startAll(start, plan.subgraphs.map((each) => launcher.startSubgraph(each)));
  await step('Start the services', startSubgraphs, () => names);
  await step('Start the gateway', () => startAll(start, [launcher.startGateway(plan.gateway)]));
}

/** Several that start, and later stop, at the same time. When one fails, the others are in the teardown anyway. */
async function startAll({ teardown, failures }: Start, starting: readonly Promise<Running>[]): Promise<void> {
  const outcomes = await Promise.allSettled(starting);
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  teardown.add(async () => void (await Promise.all(started.map((each) => each.stop()))));
  failures.push(...started.flatMap(({ failed }) => failed ?? []));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function describePrepared(prepared: readonly PreparedDatabase[]): string {
  const migrations = prepared.reduce((sum, each) => sum + each.appliedMigrations.length, 0);
  if (migrations > 0) return `${migrations} migrations applied`;
  return prepared.some(({ changed }) => changed) ? 'brought up to date' : 'nothing to do';
}
