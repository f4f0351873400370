import type { Identity, Role } from '@tessera/identity';
import type { Rule } from './rule.ts';

/** What a caller may do, and what would have to be different. */
export type Decision =
  | { readonly verdict: 'allow' }
  | {
      readonly verdict: 'unauthenticated';
      /** The scope of the API keys that are admitted. */
      readonly scope?: string;
    }
  | {
      readonly verdict: 'forbidden';
      /** The roles that may, where the caller's may not; empty where nobody may. */
      readonly needsRole?: readonly Role[];
      /** The argument path that this caller may not send; without one, the field itself is refused. */
      readonly input?: string;
      /** A SUPERADMIN has to enter a tenant first. */
      readonly needsTenant?: true;
      /** An API key lacks this scope; null where no key is admitted. */
      readonly needsScope?: string | null;
    }
  | {
      readonly verdict: 'notEntitled';
      /** What the tenant's plan lacks. */
      readonly feature: string;
      /** Null: the tenant has no plan. */
      readonly plan: string | null;
    };

const ALLOW: Decision = { verdict: 'allow' };
const UNAUTHENTICATED: Decision = { verdict: 'unauthenticated' };

/**
 * The one decision: asked by the gateway's gate, by the subgraph's middleware and for the access matrix. Whoever is
 * refused without a session is 'unauthenticated', with one 'forbidden', and for what the tenant's plan lacks 'notEntitled'.
 * `args` are the field's coerced arguments, defaults included; needed only for a rule with `inputs`.
 */
export function evaluate(rule: Rule, identity: Identity | null, args?: Readonly<Record<string, unknown>>): Decision {
  const field = evaluateField(rule, identity);
  return field.verdict === 'allow' && rule.inputs ? evaluateInputs(rule.inputs, identity, args ?? {}) : field;
}

function evaluateField(rule: Rule, identity: Identity | null): Decision {
  if (rule.who === 'anyone') return ALLOW;
  if (!identity) return rule.scope === undefined ? UNAUTHENTICATED : { verdict: 'unauthenticated', scope: rule.scope };
  if (rule.who === 'nobody') return { verdict: 'forbidden', needsRole: [] };
  if (rule.who !== 'signedIn' && !rule.who.includes(identity.role)) return { verdict: 'forbidden', needsRole: rule.who };
  if (identity.scopes && !admitsKey(rule.scope, identity.scopes)) {
    return { verdict: 'forbidden', needsScope: rule.scope ?? null };
  }
  if (rule.inTenant && identity.tenantId === null) return { verdict: 'forbidden', needsTenant: true };
  return rule.feature === undefined ? ALLOW : evaluatePlan(rule.feature, identity);
}

/** Where no plan is known nothing is refused: see docs/decisions/0020-plans-are-pushed.md. */
function evaluatePlan(feature: string, { plan }: Identity): Decision {
  if (!plan || plan.features.includes(feature)) return ALLOW;
  return { verdict: 'notEntitled', feature, plan: plan.name };
}

function admitsKey(scope: string | undefined, held: readonly string[]): boolean {
  return scope !== undefined && (scope === '*' || held.includes(scope));
}

function evaluateInputs(
  inputs: Readonly<Record<string, readonly Role[]>>,
  identity: Identity | null,
  args: Readonly<Record<string, unknown>>,
): Decision {
  for (const [path, allowed] of Object.entries(inputs)) {
    if (identity && allowed.includes(identity.role)) continue;
    if (!isSent(args, path.split('.'), 0)) continue;
    return identity ? { verdict: 'forbidden', needsRole: allowed, input: path } : UNAUTHENTICATED;
  }
  return ALLOW;
}

/** Whether a value was sent at the path; null counts as sent, since it may clear what is stored. */
function isSent(value: unknown, path: readonly string[], depth: number): boolean {
  if (Array.isArray(value)) return value.some((item) => isSent(item, path, depth));
  const key = path[depth];
  if (key === undefined) return value !== undefined;
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return false;
  return isSent((value as Readonly<Record<string, unknown>>)[key], path, depth + 1);
}
