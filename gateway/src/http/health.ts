import type { HttpResponse, HttpRoute } from '@tessera/http';
import type { EntitlementsStatus } from '../identity/follow-entitlements.ts';
import type { FeedStatus } from '../identity/trust-feeds.ts';
import { jsonResponse } from './error-response.ts';

export interface HealthOptions {
  /** Name to GraphQL URL; readiness is asked at the same origin. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly feeds: () => readonly FeedStatus[];
  /** Told, and no reason not to be ready: what was heard last holds (docs/decisions/0020-plans-are-pushed.md). */
  readonly entitlements?: () => EntitlementsStatus | null;
  readonly isDraining: () => boolean;
  /** Whether there has been too much to do for a while; a moment of it is no reason to send traffic elsewhere. */
  readonly isOverloaded: () => boolean;
}

interface SubgraphHealth {
  readonly status: 'ready' | 'not ready' | 'unreachable';
  readonly ms: number;
}

const CHECK_TIMEOUT_MS = 1_000;
/** So that polling the gateway hard does not become polling the subgraphs hard. */
const REMEMBER_MS = 200;

/** `/health/live`: the process answers. `/health/ready`: it can serve, told per subgraph and feed; 503 when not. */
export function healthRoutes(options: HealthOptions): readonly HttpRoute[] {
  let checked: { at: number; result: Promise<Record<string, SubgraphHealth>> } | undefined;
  const checkOnce = () => {
    if (!checked || Date.now() - checked.at > REMEMBER_MS) {
      checked = { at: Date.now(), result: checkSubgraphs(options.subgraphs) };
    }
    return checked.result;
  };
  const ready = async (): Promise<HttpResponse> => {
    if (options.isDraining()) return jsonResponse(503, { status: 'draining' });
    if (options.isOverloaded()) return jsonResponse(503, { status: 'overloaded' });
    const subgraphs = await checkOnce();
    const trust = Object.fromEntries(options.feeds().map(({ service, ageMs, stale }) => [service, { ageMs, stale }]));
    const entitlements = options.entitlements?.();
    const plans = entitlements ? { entitlements: { [entitlements.service]: { ageMs: entitlements.ageMs } } } : {};
    const isReady =
      Object.values(subgraphs).every(({ status }) => status === 'ready') &&
      Object.values(trust).every(({ stale }) => !stale);
    return jsonResponse(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', subgraphs, trust, ...plans });
  };
  return [
    { method: 'GET', path: '/health/live', handle: () => jsonResponse(200, { status: 'ok' }) },
    { method: 'GET', path: '/health/ready', handle: ready },
  ];
}

async function checkSubgraphs(subgraphs: HealthOptions['subgraphs']): Promise<Record<string, SubgraphHealth>> {
  const entries = Object.entries(subgraphs).map(async ([name, url]) => [name, await checkSubgraph(url)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function checkSubgraph(url: string): Promise<SubgraphHealth> {
  const startedAt = Date.now();
  const status = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok ? ('ready' as const) : ('not ready' as const);
    },
    () => 'unreachable' as const,
  );
  return { status, ms: Date.now() - startedAt };
}
