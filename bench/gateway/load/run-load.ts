import { cpuSeconds, coreBusySeconds, residentBytes } from '../process/usage.ts';
import { Connection } from './connection.ts';
import type { LoadJob, LoadResult } from './job.ts';

/** The measured time, from when the warm-up is over. */
interface Window {
  readonly startedAt: number;
  readonly cpuBefore: number;
  readonly coreBefore: number;
  readonly latencies: number[];
  failures: number;
}

/**
 * Keeps every connection busy: each sends its next request when its answer is complete. So the gateway sets the pace,
 * and the latencies are those of a gateway with `connections` requests under way. Ends when all that was sent has been
 * answered, so that the next gateway has the machine to itself.
 * @throws Error when a connection is lost
 */
export function runLoad(job: LoadJob): Promise<LoadResult> {
  const requests = requestsOf(job);
  const begunAt = performance.now();
  let next = 0;
  let window: Window | null = null;
  let result: LoadResult | null = null;
  return new Promise<LoadResult>((resolve, reject) => {
    const open = new Set<Connection>();
    const fail = (error: Error) => {
      for (const connection of open) connection.close();
      reject(error);
    };
    const start = () => {
      let sentAt = 0;
      const send = () => {
        sentAt = performance.now();
        connection.send(requests[next] ?? Buffer.alloc(0));
        next = (next + 1) % requests.length;
      };
      const take = (status: number, bytes: number) => {
        const now = performance.now();
        if (!result && window) result = count(job, window, now, now - sentAt, isGood(job, status, bytes));
        else if (!window && now - begunAt >= job.warmUpSeconds * 1000) window = openWindow(job, now);
        if (!result) return send();
        connection.close();
        open.delete(connection);
        if (open.size === 0) resolve(result);
      };
      const connection = new Connection(job.port, take, fail);
      open.add(connection);
      send();
    };
    for (let each = 0; each < job.connections; each += 1) start();
  });
}

function isGood({ expectedBytes }: LoadJob, status: number, bytes: number): boolean {
  return status === 200 && (expectedBytes === null || bytes === expectedBytes);
}

function openWindow({ pid, gatewayCore }: LoadJob, now: number): Window {
  return {
    startedAt: now,
    cpuBefore: cpuSeconds(pid),
    coreBefore: coreBusySeconds(gatewayCore),
    latencies: [],
    failures: 0,
  };
}

/** @returns the result when this answer is the last that counts */
function count(job: LoadJob, window: Window, now: number, latency: number, good: boolean): LoadResult | null {
  window.latencies.push(latency);
  if (!good) window.failures += 1;
  const isOver = now - window.startedAt >= job.seconds * 1000 && window.latencies.length >= job.minAnswers;
  return isOver ? resultOf(job, window, now) : null;
}

function resultOf({ pid, gatewayCore }: LoadJob, window: Window, now: number): LoadResult {
  const sorted = Float64Array.from(window.latencies).sort();
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const used = cpuSeconds(pid) - window.cpuBefore;
  return {
    answers: sorted.length,
    failures: window.failures,
    seconds: (now - window.startedAt) / 1000,
    cpuSeconds: used,
    foreignSeconds: Math.max(0, coreBusySeconds(gatewayCore) - window.coreBefore - used),
    rssBytes: residentBytes(pid),
    latency: { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1) },
  };
}

/** As many as there are users or queries, whichever are more. */
function requestsOf({ port, authorizations, queries }: LoadJob): readonly Buffer[] {
  return Array.from({ length: Math.max(authorizations.length, queries.length) }, (_, at) =>
    requestBytes(port, authorizations[at % authorizations.length] ?? '', queries[at % queries.length] ?? ''),
  );
}

function requestBytes(port: number, authorization: string, query: string): Buffer {
  const body = Buffer.from(JSON.stringify({ query }));
  const head = [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: application/json',
    `authorization: ${authorization}`,
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
