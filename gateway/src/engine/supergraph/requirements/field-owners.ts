import { Kind, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type TypeNode } from 'graphql';

/** What a supergraph's text says of types, fields and subgraphs. */
export class FieldOwners {
  readonly #fields = new Map<string, ReadonlyMap<string, FieldDefinitionNode>>();
  readonly #subtypes = new Map<string, Set<string>>();
  /** By the name in `join__Graph`. */
  readonly #subgraphs = new Map<string, string>();

  constructor({ definitions }: DocumentNode) {
    for (const definition of definitions) {
      if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
        for (const { name, directives = [] } of definition.values ?? []) {
          const graph = directives.find((each) => each.name.value === 'join__graph');
          const given = graph && argumentOf(graph, 'name')?.value;
          if (given?.kind === Kind.STRING) this.#subgraphs.set(name.value, given.value);
        }
      }
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      const { name: { value: typename }, fields = [], interfaces = [] } = definition;
      this.#fields.set(typename, new Map(fields.map((each) => [each.name.value, each])));
      for (const { name } of interfaces) {
        this.#subtypes.set(name.value, (this.#subtypes.get(name.value) ?? new Set()).add(typename));
      }
    }
  }

  /** The type itself, and what implements it. */
  withSubtypes(typename: string): readonly string[] {
    return [typename, ...(this.#subtypes.get(typename) ?? [])];
  }

  /** @throws Error where there is no such field, which composition would have refused */
  typeOf(typename: string, field: string): string {
    const definition = this.#fields.get(typename)?.get(field);
    if (!definition) throw new Error(`The supergraph requires ${typename}.${field}, which it does not have.`);
    return nameOfType(definition.type);
  }

  hasField(name: string): boolean {
    return [...this.#fields.values()].some((fields) => fields.has(name));
  }

  subgraphOf(joinField: ConstDirectiveNode): string {
    const graph = argumentOf(joinField, 'graph')?.value;
    return (graph?.kind === Kind.ENUM && this.#subgraphs.get(graph.value)) || '';
  }
}

export function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string) {
  return given.find((each) => each.name.value === name);
}

/** The name of what a type is a list of, or not null. */
function nameOfType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOfType(type.type);
}
