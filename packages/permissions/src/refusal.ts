import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { evaluate, type Decision } from './evaluate.ts';
import type { Rule } from './rule.ts';

/** Why an operation may not run. */
export interface Refusal {
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'ENTITLEMENT_REQUIRED' | 'BAD_USER_INPUT';
  /** `Type.field`. */
  readonly coordinate: string;
  /** Response path of the field in the operation, aliases applied. */
  readonly path: readonly string[];
  /** Names the cure; safe to show to the caller. */
  readonly message: string;
}

/** The first rule of a coordinate that does not let the caller pass. All rules of a shared field have to. */
export function firstRefusal(
  rules: readonly Rule[],
  identity: Identity | null,
  args?: Readonly<Record<string, unknown>>,
): Exclude<Decision, { verdict: 'allow' }> | null {
  for (const rule of rules) {
    const decision = evaluate(rule, identity, args);
    if (decision.verdict !== 'allow') return decision;
  }
  return null;
}

export function refusalOf(
  decision: Exclude<Decision, { verdict: 'allow' }>,
  coordinate: string,
  path: readonly string[],
): Refusal {
  return { code: CODES[decision.verdict], coordinate, path, message: messageOf(decision, coordinate) };
}

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const CODES = { unauthenticated: 'UNAUTHENTICATED', forbidden: 'FORBIDDEN', notEntitled: 'ENTITLEMENT_REQUIRED' } as const;

export function refusalError(refusal: Refusal): AppError {
  return new AppError(refusal.code, refusal.message);
}

function messageOf(decision: Exclude<Decision, { verdict: 'allow' }>, coordinate: string): string {
  if (decision.verdict === 'unauthenticated') return `${signInCure(decision.scope)} to use ${coordinate}.`;
  if (decision.verdict === 'notEntitled') return entitlementMessage(decision, coordinate);
  if (decision.needsTenant) return `${coordinate} works inside a tenant: call enterTenant(tenantId, reason) first.`;
  if (decision.needsScope) return `This API key lacks the scope \`${decision.needsScope}\` for ${coordinate}.`;
  if (decision.needsScope === null) return `${coordinate} is closed to API keys.`;
  return roleMessage(decision, coordinate);
}

function signInCure(scope: string | undefined): string {
  if (scope === undefined) return 'Log in';
  return scope === '*' ? 'Log in, or send an API key,' : `Log in, or send an API key of the scope \`${scope}\`,`;
}

function roleMessage({ needsRole, input }: Extract<Decision, { verdict: 'forbidden' }>, coordinate: string): string {
  if (!needsRole?.length) return `${coordinate} is closed to every role.`;
  const what = input ? `\`${input}\` of ${coordinate}` : coordinate;
  return `Your role does not allow ${what}. It is for ${LIST.format(needsRole)}.`;
}

function entitlementMessage({ plan, feature }: { readonly plan: string | null; readonly feature: string }, coordinate: string): string {
  const lack = plan === null ? `This tenant has no plan, and so no ${feature}` : `The plan ${plan} has no ${feature}`;
  return `${lack}, which ${coordinate} belongs to. An owner of the tenant can change its plan.`;
}
