import { ROLES, type Identity } from '@tessera/identity';
import { evaluate, type MergedTable, type Rule } from '@tessera/permissions';

/** Who heads each column, and the caller that its cells are asked for. A SUPERADMIN is asked inside a tenant. */
const COLUMNS: readonly (readonly [string, Identity | null])[] = [
  ['anonymous', null],
  ...ROLES.map((role) => [role, { userId: 'user', sessionId: 'session', tenantId: 'tenant', role }] as const),
];
const OUTSIDE: Identity = { userId: 'user', sessionId: 'session', tenantId: null, role: 'SUPERADMIN' };
const ROOTS = ['Query', 'Mutation', 'Subscription'];

const INTRODUCTION = `<!-- Written by \`npm run docs:access\` from subgraphs/*/contract/permissions.ts; change those, not this page. -->
# Who may do what

What the gateway's gate and the subgraphs' middleware decide by role, before anything is fetched. A dash is refused
with UNAUTHENTICATED (anonymous) or FORBIDDEN. What a role then *sees* is decided row by row in the database: a MEMBER
works on records of their own, a VIEWER reads what was granted, and nobody reaches another tenant.

- **yes**: allowed. **entered**: allowed to a SUPERADMIN after \`enterTenant(tenantId, reason)\`.
- **key scope**: the scope with which an API key is admitted, within its owner's role; a dash means no key is.
- **feature**: what the tenant's plan must have, or it is refused with ENTITLEMENT_REQUIRED.
- **restricted arguments**: only these roles may send them.
`;

/** docs/access.md from the merged table. `owners` maps a root field's coordinate to the subgraph that answers it. */
export function printAccessPage(table: MergedTable, owners: ReadonlyMap<string, string>): string {
  const coordinates = Object.keys(table.rules);
  const sections = ROOTS.flatMap((root) => {
    const own = coordinates.filter((coordinate) => coordinate.startsWith(`${root}.`));
    const rows = own.map((coordinate) => {
      const name = coordinate.slice(root.length + 1);
      return [`\`${name}\``, owners.get(coordinate) ?? '', ...decisions(table.rules[coordinate] ?? [])];
    });
    return own.length === 0 ? [] : [`## ${root}`, printTable(['field', 'subgraph', ...DECISIONS], rows)];
  });
  const fields = ['## Fields with a rule of their own', FIELDS_NOTE, printTable(['fields', ...DECISIONS], fieldRows(table))];
  return `${[INTRODUCTION.trimEnd(), ...sections, ...fields].join('\n\n')}\n`;
}

const DECISIONS = [...COLUMNS.map(([name]) => name), 'key scope', 'feature', 'restricted arguments'];
const FIELDS_NOTE = `On top of the rule by which their object was reached; what is not listed is open to whoever reached it.`;

/** Fields of one type that have the same rules share a row. */
function fieldRows(table: MergedTable): readonly (readonly string[])[] {
  const groups = new Map<string, { type: string; fields: string[]; rules: readonly Rule[] }>();
  for (const [coordinate, rules] of Object.entries(table.rules)) {
    const [type = '', field = ''] = coordinate.split('.');
    if (ROOTS.includes(type) || isOpen(rules)) continue;
    const key = `${type} ${JSON.stringify(rules)}`;
    const group = groups.get(key) ?? { type, fields: [], rules };
    groups.set(key, group);
    group.fields.push(`\`${field}\``);
  }
  return [...groups.values()].map(({ type, fields, rules }) => [`**${type}** ${fields.join(', ')}`, ...decisions(rules)]);
}

function decisions(rules: readonly Rule[]): readonly string[] {
  return [...COLUMNS.map(([, caller]) => cell(rules, caller)), scopes(rules), features(rules), restrictions(rules)];
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cell(rules: readonly Rule[], caller: Identity | null): string {
  if (!isAllowed(rules, caller)) return '–';
  return caller?.role === 'SUPERADMIN' && !isAllowed(rules, OUTSIDE) ? 'entered' : 'yes';
}

function isAllowed(rules: readonly Rule[], caller: Identity | null): boolean {
  return rules.every((rule) => evaluate({ ...rule, inputs: undefined }, caller).verdict === 'allow');
}

/** Open to whoever reached the object: no rule, `anyone`, or the mere identity that key fields ask for. */
function isOpen(rules: readonly Rule[]): boolean {
  return rules.every(({ who, scope, inputs }) => !inputs && (who === 'anyone' || (who === 'signedIn' && scope === '*')));
}

function scopes(rules: readonly Rule[]): string {
  const closed = rules.filter(({ who }) => who !== 'anyone');
  if (closed.some(({ scope }) => scope === undefined)) return '–';
  const named = new Set(closed.map(({ scope }) => (scope === '*' ? 'any' : `\`${scope}\``)));
  return [...named].join(', ') || 'any';
}

function features(rules: readonly Rule[]): string {
  const named = new Set(rules.flatMap(({ feature }) => (feature === undefined ? [] : [`\`${feature}\``])));
  return [...named].join(', ');
}

function restrictions(rules: readonly Rule[]): string {
  const inputs = rules.flatMap(({ inputs: own }) => Object.entries(own ?? {}));
  return inputs.map(([path, allowed]) => `\`${path}\`: ${allowed.join(', ')}`).join('; ');
}
