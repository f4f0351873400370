import {
  isAbstractType,
  isNonNullType,
  isObjectType,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Graph } from './graph.ts';

/** What the directives of a graph's subgraphs say, as far as the data set's readers need to know it. */
export interface Facts {
  /** By type: each of its keys. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** By coordinate: what the field requires. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /**
   * Fields that are part of a key, or that may not be null and are required or stand beside what is required. A plan
   * asks for what is required unasked by the client; where it is nulled along with its parent, more is lost than a
   * single server would lose. Faults stay away from them.
   */
  readonly spared: ReadonlySet<string>;
  /** Fields that another requires and that may be null. */
  readonly dependencies: ReadonlySet<string>;
  readonly hasInterfaceObjects: boolean;
  /** By coordinate: the subgraphs that resolve the field themselves. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** The coordinate that a field is computed under: that of the interface where an `@interfaceObject` brings it. */
  coordinateOf(typename: string, field: string): string;
  /** The object types that a type of any subgraph stands for. */
  possibleTypes(typename: string): ReadonlySet<string>;
}

type CompositeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** @param schema with the inaccessible parts */
export function readFacts(graph: Graph, schema: GraphQLSchema): Facts {
  const keys = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const owners = new Map<string, string[]>();
  const interfaceObjects = new Map<string, Set<string>>();
  const required: [string, SelectionSetNode][] = [];
  const keyed: [string, SelectionSetNode][] = [];
  for (const { subgraph, type } of composites(graph)) {
    const typename = type.name.value;
    for (const key of directives(type, 'key')) {
      keys.set(typename, [...(keys.get(typename) ?? []), fieldSet(key)]);
      keyed.push([typename, fieldSet(key)]);
    }
    const isInterfaceObject = directives(type, 'interfaceObject').length > 0;
    for (const field of type.fields ?? []) {
      const coordinate = `${typename}.${field.name.value}`;
      const [requirement] = directives(field, 'requires');
      if (requirement) {
        requires.set(coordinate, fieldSet(requirement));
        required.push([typename, fieldSet(requirement)]);
      }
      if (isInterfaceObject) interfaceObjects.set(typename, (interfaceObjects.get(typename) ?? new Set()).add(field.name.value));
      if (isOwn(field)) owners.set(coordinate, [...(owners.get(coordinate) ?? []), subgraph]);
    }
  }
  const inKeys = new Set(keyed.flatMap(([typename, set]) => coordinatesIn(schema, typename, set)));
  const inRequires = required.flatMap(([typename, set]) => coordinatesIn(schema, typename, set));
  const mustNotFail = [
    ...inRequires.filter((coordinate) => isNonNullType(typeOf(schema, coordinate))),
    ...required.flatMap(([typename, set]) => mustFieldsBeside(schema, typename, set)),
  ];
  return {
    keys,
    requires,
    hasInterfaceObjects: interfaceObjects.size > 0,
    owners,
    spared: new Set([...inKeys, ...mustNotFail]),
    dependencies: new Set(inRequires),
    coordinateOf: (typename, field) => {
      const type = schema.getType(typename);
      const own = type && 'getInterfaces' in type ? [type, ...type.getInterfaces()] : [];
      const from = own.find(({ name }) => interfaceObjects.get(name)?.has(field) && !owners.get(`${typename}.${field}`));
      return `${from?.name ?? typename}.${field}`;
    },
    possibleTypes: (typename) => possibleTypes(schema, typename),
  };
}

function* composites(graph: Graph): Generator<{ subgraph: string; type: CompositeNode }> {
  for (const { name: subgraph, typeDefs } of graph.subgraphs) {
    for (const definition of parse(typeDefs, { noLocation: true }).definitions) {
      if (definition.kind === 'ObjectTypeDefinition' || definition.kind === 'InterfaceTypeDefinition') {
        yield { subgraph, type: definition };
      }
    }
  }
}

function isOwn(field: FieldDefinitionNode): boolean {
  return directives(field, 'external').length === 0;
}

function directives(node: CompositeNode | FieldDefinitionNode, name: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name);
}

/** @throws Error where a directive of a fixture has no `fields` */
function fieldSet(directive: ConstDirectiveNode): SelectionSetNode {
  const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== 'StringValue') throw new Error(`@${directive.name.value} without fields.`);
  return parseFieldSet(value.value);
}

function parseFieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== 'OperationDefinition') throw new Error(`No field set: ${text}`);
  return definition.selectionSet;
}

function coordinatesIn(schema: GraphQLSchema, typename: string, set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === 'FragmentSpread') return [];
    if (selection.kind === 'InlineFragment') {
      return coordinatesIn(schema, selection.typeCondition?.name.value ?? typename, selection.selectionSet);
    }
    const field = selection.name.value;
    const below = selection.selectionSet && coordinatesIn(schema, namedTypeOf(schema, `${typename}.${field}`), selection.selectionSet);
    return [...[typename, ...possibleTypes(schema, typename)].map((type) => `${type}.${field}`), ...(below ?? [])];
  });
}

function typeOf(schema: GraphQLSchema, coordinate: string): GraphQLOutputType | undefined {
  const [typename = '', field = ''] = coordinate.split('.');
  const type = schema.getType(typename);
  return type && 'getFields' in type ? (type.getFields()[field]?.type as GraphQLOutputType) : undefined;
}

function namedTypeOf(schema: GraphQLSchema, coordinate: string): string {
  return String(typeOf(schema, coordinate)).replaceAll(/[[\]!]/g, '');
}

function possibleTypes(schema: GraphQLSchema, typename: string): ReadonlySet<string> {
  const type = schema.getType(typename);
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : type ? [type] : [];
  return new Set(types.map(({ name }) => name));
}

/**
 * Non-null fields beside required ones: a subgraph that fails at one of them nulls the object that holds both, whether
 * the client or the plan asked for the other.
 */
function mustFieldsBeside(schema: GraphQLSchema, typename: string, set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind !== 'Field' || !selection.selectionSet) return [];
    const inner = namedTypeOf(schema, `${typename}.${selection.name.value}`);
    const own = [...possibleTypes(schema, inner)].flatMap((name) => {
      const type = schema.getType(name);
      const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
      return fields.filter((field) => isNonNullType(field.type)).map((field) => `${name}.${field.name}`);
    });
    return [...own, ...mustFieldsBeside(schema, inner, selection.selectionSet)];
  });
}
