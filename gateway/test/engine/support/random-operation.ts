import {
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { chance, pick, upTo, type Draw } from './draw.ts';

const ALIASES = ['a', 'b', '__proto__', 'constructor', 'toString'];
const VARIABLES = ['v0', 'v1', 'v2'];
const FRAGMENTS = 3;
const MAX_DEPTH = 5;

/** Writes a valid operation with aliases, fragments of all kinds, merged fields and conditions. */
export function randomOperation(schema: GraphQLSchema, draw: Draw): string {
  const composites = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
  );
  const aliases = aliasesOf(composites);
  const conditions = Array.from({ length: FRAGMENTS }, () => pick(draw, composites));
  const root = chance(draw, 2) ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error('The schema has no root.');
  const variables = VARIABLES.map((name) => `$${name}: Boolean! = ${chance(draw, 2)}`).join(', ');
  const kind = root === schema.getQueryType() ? 'query' : 'mutation';
  return [
    `${kind} (${variables}) ${selectionSet(root, MAX_DEPTH, 0)}`,
    ...conditions.map((type, at) => `fragment F${at} on ${type.name} ${selectionSet(type, 2, at + 1)}`),
  ].join('\n');

  /** `from`: the first of the named fragments that may be spread, so that none spreads itself. */
  function selectionSet(type: GraphQLCompositeType, depth: number, from: number): string {
    const count = 1 + upTo(draw, depth > 3 ? 5 : 3);
    return `{ ${Array.from({ length: count }, () => selection(type, depth, from)).join(' ')} }`;
  }

  function selection(type: GraphQLCompositeType, depth: number, from: number): string {
    const choice = upTo(draw, 9);
    if (choice === 0 && depth > 0) {
      const condition = pick(draw, composites.filter((other) => doTypesOverlap(schema, type, other)));
      return `... on ${condition.name}${directive()} ${selectionSet(condition, depth - 1, from)}`;
    }
    if (choice === 1 && depth > 0) return `...${directive() || ' '} ${selectionSet(type, depth - 1, from)}`;
    if (choice === 2) {
      const spreadable = conditions.flatMap((other, at) =>
        at >= from && doTypesOverlap(schema, type, other) ? [`...F${at}${directive()}`] : [],
      );
      if (spreadable.length > 0) return pick(draw, spreadable);
    }
    return choice === 3 || isUnionType(type) ? typename() : field(type.getFields(), depth, from);
  }

  function field(fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>, depth: number, from: number): string {
    const usable = Object.values(fields).filter(({ type }) => depth > 0 || !isCompositeType(getNamedType(type)));
    if (usable.length === 0) return typename();
    const { name, type } = pick(draw, usable);
    const named = getNamedType(type);
    const inner = isCompositeType(named) ? ` ${selectionSet(named, depth - 1, from)}` : '';
    return `${alias(name)}${name}${directive()}${inner}`;
  }

  function typename(): string {
    return chance(draw, 2) ? '__typename' : 'kind: __typename';
  }

  function alias(name: string): string {
    return chance(draw, 4) ? `${aliases.get(name)}: ` : '';
  }

  function directive(): string {
    if (!chance(draw, 5)) return '';
    const condition = pick(draw, ['true', 'false', ...VARIABLES.map((name) => `$${name}`)]);
    return ` @${pick(draw, ['skip', 'include'])}(if: ${condition})`;
  }
}

/** One alias for each field, so that the fields which meet under a name are the same. */
function aliasesOf(types: readonly GraphQLCompositeType[]): ReadonlyMap<string, string> {
  const names = new Set(types.flatMap((type) => (isUnionType(type) ? [] : Object.keys(type.getFields()))));
  return new Map([...names].map((name, at) => [name, ALIASES[at] ?? `my_${name}`]));
}
