import { getNamedType, isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** Which `__typename`s satisfy a type condition; looked up once per condition, by the schema with its hidden parts. */
export class TypeNames {
  readonly #schema: GraphQLSchema;
  readonly #matching = new Map<string, ReadonlySet<string>>();

  constructor(fullSchema: GraphQLSchema) {
    this.#schema = fullSchema;
  }

  /** The type itself, and what belongs to it. Interfaces too: an `@interfaceObject` calls its objects by their name. */
  matching(condition: string): ReadonlySet<string> {
    let names = this.#matching.get(condition);
    if (!names) this.#matching.set(condition, (names = this.#namesOf(condition)));
    return names;
  }

  /** Whether objects can be of this very type; an interface's name says less than the name of what implements it. */
  isConcrete(name: unknown): boolean {
    return typeof name === 'string' && isObjectType(this.#schema.getType(name));
  }

  /** Whether a field tells entities apart by its very type. */
  isId(typename: string, field: string): boolean {
    const type = this.#schema.getType(typename);
    return isObjectType(type) && getNamedType(type.getFields()[field]?.type)?.name === 'ID';
  }

  #namesOf(condition: string): ReadonlySet<string> {
    const type = this.#schema.getType(condition);
    if (!isAbstractType(type)) return new Set([condition]);
    const interfaces = isInterfaceType(type) ? this.#schema.getImplementations(type).interfaces : [];
    return new Set([condition, ...[...this.#schema.getPossibleTypes(type), ...interfaces].map(({ name }) => name)]);
  }
}
