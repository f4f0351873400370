import { setTimeout as delay } from 'node:timers/promises';
import { createHealthClient, type ServingStatus } from '@tessera/rpc';
import type { Db } from '../scope.ts';

const CHECK_EVERY_MS = 250;
/** A service that takes longer to say how it is, is not well. */
const CHECK_TIMEOUT_MS = 1_000;
/** A status that stays the same is written this often, so that a quiet registry costs the database little. */
const WRITE_EVERY_MS = 5_000;

export interface CheckOptions {
  readonly name: string;
  /** `host:port` of its RPC. */
  readonly address: string;
  /** Of superadmin's keyring. */
  readonly tlsFolder: string | undefined;
  /** With the platform's role. */
  readonly db: Db;
  readonly onError: (error: unknown) => void;
}

interface Finding {
  readonly status: ServingStatus;
  readonly latencyMs: number | null;
  readonly detail: string | null;
}

/** Asks one service for its health four times a second, and keeps the registry's row, until the signal aborts. */
export async function checkService(options: CheckOptions, signal: AbortSignal): Promise<void> {
  const client = createHealthClient(options.address, options.name, options.tlsFolder);
  let written: { status: ServingStatus; at: number } | undefined;
  while (!signal.aborted) {
    const finding = await ask(client);
    const isDue = !written || written.status !== finding.status || Date.now() - written.at >= WRITE_EVERY_MS;
    if (isDue && !signal.aborted) {
      await record(options, finding).then(
        () => (written = { status: finding.status, at: Date.now() }),
        options.onError,
      );
    }
    await delay(CHECK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  client.close();
}

async function ask(client: ReturnType<typeof createHealthClient>): Promise<Finding> {
  const started = performance.now();
  try {
    const status = await client.check({ deadlineMs: CHECK_TIMEOUT_MS });
    const latencyMs = Math.round((performance.now() - started) * 100) / 100;
    return { status, latencyMs, detail: status === 'SERVING' ? null : 'The service says that it cannot serve.' };
  } catch (error) {
    return { status: 'UNKNOWN', latencyMs: null, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function record({ name, address, db }: CheckOptions, { status, latencyMs, detail }: Finding): Promise<void> {
  await db.sql(
    `INSERT INTO services AS s (name, address, status, checked_at, latency_ms, detail)
     VALUES ($1, $2, $3::service_status, now(), $4, $5)
     ON CONFLICT (name) DO UPDATE SET address = excluded.address, status = excluded.status,
       status_since = CASE WHEN s.status = excluded.status THEN s.status_since ELSE now() END,
       checked_at = excluded.checked_at, latency_ms = excluded.latency_ms, detail = excluded.detail`,
    [name, address, status, latencyMs, detail],
  );
}
