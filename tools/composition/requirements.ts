import { TENANT_ROLES, type Identity, type Role } from '@tessera/identity';
import { evaluate, type MergedTable, type Rule } from '@tessera/permissions';
import { coordinatesOfFieldSet, directivesOf, fieldSetOf, objectTypes } from './directives.ts';
import type { SubgraphPermissions } from './permissions.ts';

/**
 * Who may read a field must be able to read what it `@requires`: the gateway fetches that from another subgraph, which
 * would refuse it in the middle of an operation that the gate let pass.
 */
export function requirementProblems({ schema }: SubgraphPermissions, rules: MergedTable['rules']): string[] {
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      const coordinate = `${type.name}.${field.name}`;
      return directivesOf(field, 'requires')
        .flatMap((requires) => coordinatesOfFieldSet(schema, type.name, fieldSetOf(requires)))
        .flatMap((required) => unmet(coordinate, required, rules));
    }),
  );
}

function unmet(coordinate: string, required: string, rules: MergedTable['rules']): string[] {
  const own = rules[coordinate] ?? [];
  const excluded = callersOf(own).filter(
    ([, caller]) => isAllowed(own, caller) && !isAllowed(rules[required] ?? [], caller),
  );
  return excluded.map(([who]) => `${who} may read ${coordinate}, but not ${required}, which it @requires.`);
}

function isAllowed(rules: readonly Rule[], identity: Identity | null): boolean {
  return rules.every((rule) => evaluate({ ...rule, inputs: undefined }, identity).verdict === 'allow');
}

/** One caller of every kind that a rule can tell apart, named for the message. */
function callersOf(rules: readonly Rule[]): readonly (readonly [string, Identity | null])[] {
  const scopes = rules.flatMap(({ scope }) => (scope === undefined || scope === '*' ? [] : [scope]));
  const features = rules.flatMap(({ feature }) => (feature === undefined ? [] : [feature]));
  const plan = { name: 'plan', features };
  const members = TENANT_ROLES.flatMap((role) => [
    [role, identityOf(role, 'tenant')] as const,
    [`An API key of ${role}`, { ...identityOf(role, 'tenant'), scopes }] as const,
    [`${role} of a plan with no more than that field needs`, { ...identityOf(role, 'tenant'), plan }] as const,
  ]);
  return [
    ['An anonymous caller', null],
    ['SUPERADMIN outside a tenant', identityOf('SUPERADMIN', null)],
    ['SUPERADMIN inside a tenant', identityOf('SUPERADMIN', 'tenant')],
    ...members,
  ];
}

function identityOf(role: Role, tenantId: string | null): Identity {
  return { userId: 'user', sessionId: 'session', tenantId, role };
}
