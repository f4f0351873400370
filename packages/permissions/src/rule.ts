import { ROLES, TENANT_ROLES, type Role } from '@tessera/identity';

/**
 * Who may read a field or run a root field. Plain data, so that one table serves the gateway's gate, the subgraph's
 * middleware and the printed access matrix.
 */
export interface Rule {
  readonly who: 'anyone' | 'signedIn' | 'nobody' | readonly Role[];
  /**
   * The API-key scope that admits a key, or `'*'` for a key of any scope. A rule without one refuses API keys, unless
   * `who` is 'anyone'.
   */
  readonly scope?: string;
  /** A SUPERADMIN must have entered a tenant. */
  readonly inTenant?: boolean;
  /** The tenant's plan must have this feature. Binds whoever acts in a tenant, a SUPERADMIN who has entered it too. */
  readonly feature?: string;
  /** Argument paths (`input.tier`) that only these roles may send. A path runs through lists. */
  readonly inputs?: Readonly<Record<string, readonly Role[]>>;
}

export const anyone: Rule = { who: 'anyone' };

/** Any person with a valid session. An API key is refused, unless `withScope` adds the scope that admits it. */
export const signedIn: Rule = { who: 'signedIn' };

/** Nobody through the graph, SUPERADMIN included. */
export const nobody: Rule = { who: 'nobody' };

/**
 * For `@key` fields: any valid identity, API keys included. The query planner selects key fields on its own account, so
 * they must never be the reason for a refusal; composition accepts only this rule or `anyone` on them.
 */
export const keyField: Rule = { who: 'signedIn', scope: '*' };

/** Every tenant role, and SUPERADMIN. Add `inTenant` where a SUPERADMIN has to enter the tenant first. */
export const everyMember: Rule = { who: ROLES };

/** Exactly these roles: SUPERADMIN is not implied. */
export function roles(...allowed: readonly Role[]): Rule {
  return { who: allowed };
}

export function superadmin(): Rule {
  return { who: ['SUPERADMIN'] };
}

/** Every tenant role but no SUPERADMIN, e.g. for the caller's own membership. */
export const tenantRoles: Rule = { who: TENANT_ROLES };

export function inTenant(rule: Rule): Rule {
  return { ...rule, inTenant: true };
}

export function withScope(rule: Rule, scope: string): Rule {
  return { ...rule, scope };
}

/** For one field; `definePermissions(table, { feature })` says it of all that a subgraph has. */
export function withFeature(rule: Rule, feature: string): Rule {
  return { ...rule, feature };
}

/** Whether a rule lets every valid identity pass, as the query planner needs it of `@key` fields. */
export function isOpenToPlanner({ who, scope, inTenant: entered, feature, inputs }: Rule): boolean {
  return (who === 'anyone' || (who === 'signedIn' && scope === '*')) && !entered && !feature && !inputs;
}

/** Adds argument paths that only some of the rule's roles may send, e.g. `{ 'input.tier': ['SUPERADMIN', 'OWNER'] }`. */
export function restrictInputs(rule: Rule, inputs: Readonly<Record<string, readonly Role[]>>): Rule {
  return { ...rule, inputs: { ...rule.inputs, ...inputs } };
}
