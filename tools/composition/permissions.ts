import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inherit, isOpenToPlanner, mergeRules, type MergedTable, type PermissionTable } from '@tessera/permissions';
import { isAbstractType, isObjectType, type GraphQLSchema } from 'graphql';
import { coordinatesOf } from './coordinates.ts';
import { keyCoordinates } from './directives.ts';
import { requirementProblems } from './requirements.ts';
import { buildSubgraphSource } from './subgraph-schema.ts';
import { readSdl, type SubgraphFolder } from './subgraphs.ts';

/** One subgraph's table beside the schema that it is about. */
export interface SubgraphPermissions {
  readonly name: string;
  readonly table: PermissionTable;
  readonly schema: GraphQLSchema;
  /** Fields that need a rule or `inherit`, by type. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

export interface MergeResult {
  readonly merged: MergedTable;
  /** One sentence each; empty where the table is total and consistent. */
  readonly problems: readonly string[];
}

export async function loadPermissions(subgraph: SubgraphFolder): Promise<SubgraphPermissions> {
  if (!existsSync(subgraph.permissionsFile)) {
    throw new Error(`subgraphs/${subgraph.name}/contract/permissions.ts is missing.`);
  }
  const module = (await import(pathToFileURL(subgraph.permissionsFile).href)) as { default: PermissionTable };
  return permissionsOf(subgraph.name, module.default, readSdl(subgraph));
}

export function permissionsOf(name: string, table: PermissionTable, sdl: string): SubgraphPermissions {
  const schema = buildSubgraphSource(sdl);
  const { required, other } = coordinatesOf(schema);
  return { name, table, schema, fields: new Map([...required, ...other]) };
}

/** Merges all tables over the public schema and names everything about them that is not as it must be. */
export function mergePermissions(parts: readonly SubgraphPermissions[], schema: GraphQLSchema): MergeResult {
  const rules = mergeRules(parts);
  const problems = [
    ...parts.flatMap(tableProblems),
    ...publicCoordinates(schema)
      .filter((coordinate) => !rules[coordinate])
      .map((coordinate) => `${coordinate} has no rule in any subgraph.`),
    ...parts.flatMap((part) => keyProblems(part, rules)),
    ...parts.flatMap((part) => requirementProblems(part, rules)),
  ];
  return { merged: { rules, possibleTypes: possibleTypes(schema) }, problems: [...new Set(problems)].sort() };
}

/** The type checker finds these too, but only where a table is not cast. */
function tableProblems({ name, table, fields }: SubgraphPermissions): string[] {
  const at = `subgraphs/${name}/contract/permissions.ts`;
  const missing = [...fields].flatMap(([type, names]) => {
    const rules = table[type];
    if (rules === inherit) return [];
    return names.filter((field) => !rules?.[field]).map((field) => `${at}: ${type}.${field} has no rule.`);
  });
  const unknown = Object.entries(table).flatMap(([type, rules]) => {
    const known = fields.get(type);
    if (!known) return [`${at}: ${type} has rules, but schema.graphql gives it no fields of its own.`];
    const named = rules === inherit ? [] : Object.keys(rules);
    return named.filter((field) => !known.includes(field)).map((field) => `${at}: ${type}.${field} is not in schema.graphql.`);
  });
  return [...missing, ...unknown];
}

/** The planner selects key fields on its own account: a valid identity must be enough for them. */
function keyProblems({ schema }: SubgraphPermissions, rules: MergedTable['rules']): string[] {
  return [...keyCoordinates(schema)].flatMap((coordinate) =>
    (rules[coordinate] ?? [])
      .filter((rule) => !isOpenToPlanner(rule))
      .map(() => `${coordinate} is a @key field, which the query planner selects: its rule must be \`keyField\` or \`anyone\`.`),
  );
}

function publicCoordinates(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
}

function possibleTypes(schema: GraphQLSchema): MergedTable['possibleTypes'] {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  const entries = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name).sort()] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One coordinate a line, sorted, so that a change of a rule is a change of one line. */
export function printMergedTable(table: MergedTable): string {
  const section = (entries: readonly (readonly [string, unknown])[]) =>
    entries.map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n');
  const rules = section(Object.entries(table.rules));
  const types = section(Object.entries(table.possibleTypes));
  return `{\n  "rules": {\n${rules}\n  },\n  "possibleTypes": {${types ? `\n${types}\n  ` : ''}}\n}\n`;
}
