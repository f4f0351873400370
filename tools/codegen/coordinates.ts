import type { PluginFunction } from '@graphql-codegen/plugin-helpers';
import { coordinatesOf } from '../composition/coordinates.ts';

/** Codegen plugin: the `Coordinates` that type a subgraph's contract/permissions.ts. */
export const plugin: PluginFunction = (schema) => {
  const { required, other } = coordinatesOf(schema);
  return [
    '/** Type and field names of schema.graphql, for `definePermissions<Coordinates>`. */',
    'export interface Coordinates {',
    ...block('required', required),
    ...block('other', other),
    '}',
    '',
  ].join('\n');
};

function block(name: string, types: ReadonlyMap<string, readonly string[]>): string[] {
  if (types.size === 0) return [`  readonly ${name}: Record<never, never>;`];
  const lines = [...types].flatMap(([type, fields]) => [
    `    readonly ${type}:`,
    ...fields.map((field, index) => `      | '${field}'${index === fields.length - 1 ? ';' : ''}`),
  ]);
  return [`  readonly ${name}: {`, ...lines, '  };'];
}
