import { isAppError } from '@tessera/errors';
import { onOwnAccount } from '@tessera/identity';
import type { TenantEntitlements } from '@tessera/rpc';
import { LRUCache } from 'lru-cache';
import { heldLimit, type HeldLimit, type PlanLimit } from './held-limit.ts';

/** For how long what billing said is taken for true: a plan that allows less is felt by then. */
const FRESH_MS = 10_000;
/** After this long billing is asked again where it did not answer, or where a caller was refused by what it said. */
const ASK_AGAIN_MS = 1_000;
const ROOM_MS = 2_000;
const REMEMBERED_TENANTS = 10_000;

/** What each tenant's plan allows, and what holds it to that. */
export interface PlanLimits {
  /**
   * The limit of `name` that the tenant's plan has; 0 of it where no plan is in force. Null where the plan has none, and
   * as long as billing has not answered (docs/decisions/0026-limits-are-held-by-services.md).
   */
  find(tenantId: string, name: string): Promise<PlanLimit | null>;
  /**
   * Does work that adds to what plans limit. It calls `hold` of what it is given, within its own transaction and before
   * it adds. What it throws for a limit stands only if billing says the same now: after a change of plan it runs again.
   * @throws AppError PLAN_LIMIT_REACHED, and whatever `work` throws
   */
  within<T>(tenantId: string, name: string, work: (limit: HeldLimit | null) => Promise<T>): Promise<T>;
}

/**
 * @param ask billing, about one tenant; left out where the graph has no billing, and so nothing is limited
 * @param onError told when billing did not answer
 */
export function createPlanLimits(
  ask?: (tenantId: string) => Promise<TenantEntitlements>,
  onError: (error: unknown) => void = () => undefined,
): PlanLimits {
  const known = new LRUCache<string, Known>({
    max: REMEMBERED_TENANTS,
    ttl: FRESH_MS,
    perf: Date,
    async fetchMethod(tenantId, before, { options }) {
      try {
        return { askedAt: Date.now(), entitlements: (await onOwnAccount(() => ask?.(tenantId))) ?? null };
      } catch (error) {
        onError(error);
        // What was heard last holds; asking goes on, but does not make each caller wait.
        options.ttl = ASK_AGAIN_MS;
        return { askedAt: Date.now(), entitlements: before?.entitlements ?? null };
      }
    },
  });
  const rooms = new LRUCache<string, number>({ max: REMEMBERED_TENANTS, ttl: ROOM_MS, perf: Date });
  const find = async (tenantId: string, name: string) => limitIn(await known.fetch(tenantId), name);
  const findAnew = async (tenantId: string, name: string) => {
    const { askedAt = 0 } = known.peek(tenantId, { allowStale: true }) ?? {};
    return limitIn(await known.fetch(tenantId, { forceRefresh: Date.now() - askedAt > ASK_AGAIN_MS }), name);
  };
  return {
    find,
    async within(tenantId, name, work) {
      const limit = await find(tenantId, name);
      try {
        return await work(limit && heldLimit(limit, tenantId, rooms));
      } catch (error) {
        if (!isReached(error, name)) throw error;
        const current = await findAnew(tenantId, name);
        if (isSame(current, limit)) throw error;
        return work(current && heldLimit(current, tenantId, rooms));
      }
    },
  };
}

interface Known {
  readonly askedAt: number;
  /** Null: not known. */
  readonly entitlements: TenantEntitlements | null;
}

function limitIn(known: Known | undefined, name: string): PlanLimit | null {
  if (!known?.entitlements) return null;
  const { plan, limits } = known.entitlements;
  if (plan === '') return { name, allowed: 0, plan: null };
  const found = limits.find((limit) => limit.name === name);
  return found ? { name, allowed: found.amount, plan } : null;
}

function isReached(error: unknown, name: string): boolean {
  return isAppError(error) && error.code === 'PLAN_LIMIT_REACHED' && error.details.limit === name;
}

function isSame(one: PlanLimit | null, other: PlanLimit | null): boolean {
  return one?.allowed === other?.allowed && one?.plan === other?.plan;
}
