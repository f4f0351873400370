import {
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
} from 'graphql';
import { DEFAULT_LIMITS } from './limit-settings.ts';

/** How long a list is, as `@listSize` says. */
export interface ListSize {
  readonly assumedSize?: number;
  /** The arguments that say it; the largest of those given counts. */
  readonly slicingArguments: readonly string[];
  /** The fields of the answer that are the list; left out: every list directly below, or the field itself. */
  readonly sizedFields?: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** What a graph says of its costs, by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
export interface CostModel {
  readonly weights: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, ListSize>;
  /** What a list is taken to hold when nothing says. */
  readonly listSize: number;
}

export const DEFAULT_COST_MODEL: CostModel = {
  weights: new Map(),
  lists: new Map(),
  listSize: DEFAULT_LIMITS.listSize,
};

const COST_SPEC = /^https:\/\/specs\.apollo\.dev\/cost\//;

/**
 * Reads `@cost` and `@listSize` (https://ibm.github.io/graphql-specs/cost-spec.html) from a supergraph, under the names
 * that it imports them by. Composition keeps them from Federation 2.9 on, and of several subgraphs' takes the highest.
 */
export function readCostModel(supergraphSdl: string, listSize = DEFAULT_LIMITS.listSize): CostModel {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = directiveNames(document);
  const weights = new Map<string, number>();
  const lists = new Map<string, ListSize>();
  const read = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined) => {
    for (const directive of directives ?? []) {
      const given = argumentsOf(directive);
      if (directive.name.value === names.cost) weights.set(coordinate, Number(given['weight']));
      if (directive.name.value === names.listSize) lists.set(coordinate, listSizeOf(given));
    }
  };
  for (const definition of document.definitions) readDefinition(definition, read);
  return { weights, lists, listSize };
}

function readDefinition(
  node: DefinitionNode,
  read: (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined) => void,
): void {
  switch (node.kind) {
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return read(node.name.value, node.directives);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      for (const field of node.fields ?? []) read(`${node.name.value}.${field.name.value}`, field.directives);
      return;
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      read(node.name.value, node.directives);
      for (const field of node.fields ?? []) {
        const coordinate = `${node.name.value}.${field.name.value}`;
        read(coordinate, field.directives);
        for (const argument of field.arguments ?? []) {
          read(`${coordinate}(${argument.name.value}:)`, argument.directives);
        }
      }
      return;
    default:
  }
}

/** What the supergraph calls them: by import, else with the specification's prefix. */
function directiveNames(document: DocumentNode): { readonly cost: string; readonly listSize: string } {
  const links = document.definitions
    .flatMap((definition) => ('directives' in definition ? (definition.directives ?? []) : []))
    .filter((directive) => directive.name.value === 'link')
    .map((directive) => argumentsOf(directive as ConstDirectiveNode));
  const link = links.find(({ url }) => typeof url === 'string' && COST_SPEC.test(url));
  if (!link) return { cost: 'cost', listSize: 'listSize' };
  const prefix = typeof link['as'] === 'string' ? link['as'] : 'cost';
  const imports = Array.isArray(link['import']) ? (link['import'] as unknown[]).map(importOf) : [];
  const nameOf = (name: string, otherwise: string) => imports.find(([from]) => from === name)?.[1] ?? otherwise;
  return { cost: nameOf('cost', prefix), listSize: nameOf('listSize', `${prefix}__listSize`) };
}

/** `"@cost"`, or `{name: "@cost", as: "@price"}`. */
function importOf(entry: unknown): readonly [name: string, as: string] {
  const { name, as = name } = (typeof entry === 'string' ? { name: entry } : entry) as { name: string; as?: string };
  return [name.replace(/^@/, ''), as.replace(/^@/, '')];
}

function listSizeOf(given: Readonly<Record<string, unknown>>): ListSize {
  const strings = (value: unknown) => (Array.isArray(value) ? (value as string[]) : undefined);
  const slicingArguments = strings(given['slicingArguments']) ?? [];
  return {
    assumedSize: typeof given['assumedSize'] === 'number' ? given['assumedSize'] : undefined,
    slicingArguments,
    sizedFields: strings(given['sizedFields']),
    requireOneSlicingArgument: slicingArguments.length > 0 && given['requireOneSlicingArgument'] !== false,
  };
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
