import { AppError } from '@tessera/errors';
import type { LRUCache } from 'lru-cache';

/** How much of something a tenant may have. */
export interface PlanLimit {
  /** What is limited, e.g. `customers`; a migration declares it by `tessera.limit_table`. */
  readonly name: string;
  readonly allowed: number;
  /** As people call the plan; null where none is in force. */
  readonly plan: string | null;
}

/** What of a Prisma transaction a limit needs. */
export interface LimitTransaction {
  $queryRaw<T>(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
}

export interface HeldLimit extends PlanLimit {
  /**
   * Makes sure that `more` of it may be added in this transaction. Until its end everybody else who would add to it for
   * the same tenant waits, so call it late. Nobody is counted, and nobody waits, who adds less than a ten-thousandth of
   * the room that was there two seconds ago.
   * @throws AppError PLAN_LIMIT_REACHED
   */
  hold(tx: LimitTransaction, more?: number): Promise<void>;
}

/** How much room there was for what, of late; it forgets by itself. */
export type Rooms = Pick<LRUCache<string, number>, 'get' | 'set'>;

/** Counting fifty thousand rows takes ten milliseconds; so many additions in two seconds do not happen. */
const SMALL_SHARE = 10_000;

export function heldLimit(limit: PlanLimit, tenantId: string, rooms: Rooms): HeldLimit {
  const key = `${tenantId} ${limit.name} ${limit.allowed}`;
  return {
    ...limit,
    async hold(tx, more = 1) {
      if (more * SMALL_SHARE < (rooms.get(key) ?? 0)) return;
      const [row] = await tx.$queryRaw<[{ readonly used: bigint }]>`SELECT tessera.hold_limit(${limit.name}) AS used`;
      const used = Number(row.used);
      if (used + more > limit.allowed) throw reached(limit, used, more);
      rooms.set(key, limit.allowed - used);
    },
  };
}

function reached({ name, allowed, plan }: PlanLimit, used: number, more: number): AppError {
  const what = name.replaceAll('_', ' ');
  const message =
    plan === null
      ? `This tenant has no plan in force, and so no room for more ${what}. An owner of the tenant can subscribe to one, or resume it.`
      : `The plan ${plan} allows ${allowed} ${what}, of which ${used} are used: there is no room for ${more} more. ` +
        'Remove some, or ask an owner of the tenant to change its plan.';
  return new AppError('PLAN_LIMIT_REACHED', message, { limit: name, allowed, ...(plan !== null && { plan }) });
}
