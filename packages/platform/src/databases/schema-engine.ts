import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** The engine needs a provider; migrations are plain SQL, so it needs no models. */
const DATAMODEL = 'datasource db {\n  provider = "postgresql"\n}\n';

/** Runs one script of the engine's on its connection: a whole migration, or statements of the engine's own. */
export type ScriptRunner = (pool: pg.Pool, script: string) => Promise<void>;

/** Prisma's schema engine, as WebAssembly, on one database. */
export async function openSchemaEngine(
  config: pg.PoolConfig,
  runScript: ScriptRunner,
): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  const { SchemaEngine } = await loadEngine();
  // Ours to end: the engine would leave its own connected, and a template database could not be cloned meanwhile.
  const pool = new pg.Pool(config);
  const factory = withWholeScripts(new PrismaPg(pool), runScript);
  const datamodels: [string, string][] = [['schema.prisma', DATAMODEL]];
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
  const close = async () => {
    engine.free();
    await pool.end();
  };
  return { engine, close };
}

let loading: Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | undefined;

/** Loaded at its first use, for a start that finds every database migrated does without it. */
function loadEngine(): Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> {
  loading ??= instantiate();
  return loading;
}

async function instantiate() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const beside = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(beside.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': withIdleTimers(bindings) });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as (() => void) | undefined)?.();
  return bindings;
}

/**
 * The engine bounds its waiting for the migration lock by a timer of 10 s and leaves it running when the lock is there,
 * which would hold a process that has done its work. While the engine works, its connection keeps the process alive.
 */
function withIdleTimers(bindings: object): WebAssembly.ModuleImports {
  const idle = (callback: () => void, ms: number) => setTimeout(callback, ms).unref();
  const timers = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  return { ...bindings, ...Object.fromEntries(timers.map((name) => [name, idle])) };
}

/** PrismaPg splits a script at every semicolon, which cuts functions with `$$` bodies in pieces. */
function withWholeScripts(factory: PrismaPg, runScript: ScriptRunner): SqlMigrationAwareDriverAdapterFactory {
  const whole = async (adapter: SqlDriverAdapter & { underlyingDriver(): pg.Pool }): Promise<SqlDriverAdapter> => {
    adapter.executeScript = (script) => runScript(adapter.underlyingDriver(), script);
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => whole(await factory.connect()),
    connectToShadowDb: async () => whole(await factory.connectToShadowDb()),
  };
}
