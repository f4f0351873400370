import { isOpenToPlanner, type Rule } from './rule.ts';

/**
 * The fields of one subgraph, by type. Generated from contract/schema.graphql into contract/coordinates.generated.ts:
 * `required` holds root and entity types, `other` the remaining object types.
 */
export interface Coordinates {
  readonly required: { readonly [typeName: string]: string };
  readonly other: { readonly [typeName: string]: string };
}

/** For a type that is neither root nor entity: whoever reached the object may read all of it. */
export const inherit = 'inherit';
export type Inherit = typeof inherit;

/** The exact table of a schema: a field without a rule, or a rule for an unknown field, does not compile. */
export type TableOf<C extends Coordinates> = {
  readonly [T in keyof C['required']]: { readonly [F in C['required'][T]]: Rule };
} & {
  readonly [T in keyof C['other']]: Inherit | { readonly [F in C['other'][T]]: Rule };
};

/** A table whose exactness has been checked at its definition. */
export type PermissionTable = Readonly<Record<string, Inherit | Readonly<Record<string, Rule>>>>;

export interface SubgraphNeeds {
  /** What a tenant's plan must have for anything of the subgraph. `anyone` and `keyField` stay open. */
  readonly feature?: string;
}

/**
 * Defines a subgraph's permissions: `export default definePermissions<Coordinates>({ Query: { ... }, PageInfo: inherit })`
 * with its generated `Coordinates`.
 */
export function definePermissions<C extends Coordinates>(table: TableOf<C>, { feature }: SubgraphNeeds = {}): PermissionTable {
  return feature === undefined ? table : mapRules(table, (rule) => needing(rule, feature));
}

/** A field's own feature stays: it is one that plans with the subgraph may lack. */
function needing(rule: Rule, feature: string): Rule {
  return rule.who === 'anyone' || isOpenToPlanner(rule) ? rule : { feature, ...rule };
}

function mapRules(table: PermissionTable, map: (rule: Rule) => Rule): PermissionTable {
  const mapped = Object.entries(table).map(([typeName, rules]) => {
    if (rules === inherit) return [typeName, inherit] as const;
    return [typeName, Object.fromEntries(Object.entries(rules).map(([field, rule]) => [field, map(rule)]))] as const;
  });
  return Object.fromEntries(mapped);
}
