import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import { argumentOf, FieldOwners } from './field-owners.ts';

/** A field with the arguments that some `@requires` gives it, as a field of its own. */
export interface Separated {
  readonly field: string;
  readonly arguments: readonly ArgumentNode[];
}

export interface SeparatedGraph {
  /** The supergraph in which no requirement has arguments. */
  readonly sdl: string;
  /** By made-up field name. */
  readonly separated: ReadonlyMap<string, Separated>;
  /** By `subgraph/Type.field`: the response names, joined by dots, of the made-up fields that the field requires. */
  readonly requiredBy: ReadonlyMap<string, readonly string[]>;
}

/**
 * Gives each field that is required with arguments a name of its own. Apollo's planner tells fields apart by response
 * name only: of two requirements of one field with different arguments it asks for the first, and gives it to both.
 * @param sdl what composition wrote
 */
export function separateRequirements(sdl: string): SeparatedGraph {
  const document = parse(sdl, { noLocation: true });
  const separation = new Separation(document);
  const renamed = visit(document, {
    ObjectTypeDefinition: (type) => ({ ...type, fields: type.fields?.map((each) => separation.rename(type.name.value, each)) }),
  });
  const { separated, requiredBy } = separation;
  if (separated.size === 0) return { sdl, separated, requiredBy };
  return { sdl: print(separation.withFields(renamed)), separated, requiredBy };
}

class Separation {
  readonly separated = new Map<string, Separated>();
  readonly requiredBy = new Map<string, readonly string[]>();
  readonly #owners: FieldOwners;
  readonly #names = new Map<string, string>();
  /** By type: the made-up fields that it needs. */
  readonly #needed = new Map<string, Set<string>>();

  constructor(document: DocumentNode) {
    this.#owners = new FieldOwners(document);
  }

  /** A field whose requirements have no arguments. */
  rename(typename: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((directive) => {
      const requires = argumentOf(directive, 'requires');
      if (directive.name.value !== 'join__field' || requires?.value.kind !== Kind.STRING) return directive;
      if (!requires.value.value.includes('(')) return directive;
      const paths: string[] = [];
      const set = this.#separateIn(fieldSetOf(requires.value.value), typename, '', paths);
      const subgraph = this.#owners.subgraphOf(directive);
      this.requiredBy.set(`${subgraph}/${typename}.${field.name.value}`, paths);
      const value = stripIgnoredCharacters(print(set)).slice(1, -1);
      return withArgument(directive, { ...requires, value: { kind: Kind.STRING, value } });
    });
    return { ...field, directives };
  }

  #separateIn(set: SelectionSetNode, typename: string, prefix: string, paths: string[]): SelectionSetNode {
    const selections = set.selections.map((each) => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each;
      if (each.kind === Kind.INLINE_FRAGMENT) {
        const condition = each.typeCondition?.name.value ?? typename;
        return { ...each, selectionSet: this.#separateIn(each.selectionSet, condition, prefix, paths) };
      }
      const { name: { value: field } } = each;
      const separated = this.#separate(each, typename);
      const path = prefix + separated.name.value;
      if (separated !== each) paths.push(path);
      if (!each.selectionSet) return separated;
      const inner = this.#owners.typeOf(typename, field);
      return { ...separated, selectionSet: this.#separateIn(each.selectionSet, inner, `${path}.`, paths) };
    });
    return { ...set, selections };
  }

  #separate(node: FieldNode, typename: string): FieldNode {
    const { name: { value: field }, arguments: given = [] } = node;
    if (given.length === 0) return node;
    const identity = `${field}(${given.map((each) => print(each)).toSorted().join()})`;
    const name = this.#names.get(identity) ?? this.#makeName(field);
    this.#names.set(identity, name);
    this.separated.set(name, { field, arguments: given });
    for (const owner of this.#owners.withSubtypes(typename)) {
      this.#needed.set(owner, (this.#needed.get(owner) ?? new Set()).add(name));
    }
    return { ...node, name: { kind: Kind.NAME, value: name }, arguments: [] };
  }

  #makeName(field: string): string {
    let number = 0;
    let name: string;
    do name = `${field}__required_${number++}`;
    while (this.separated.has(name) || this.#owners.hasField(name));
    return name;
  }

  withFields(document: DocumentNode): DocumentNode {
    const extended = <Type extends { name: { value: string }; fields?: readonly FieldDefinitionNode[] }>(type: Type) => {
      const made = [...(this.#needed.get(type.name.value) ?? [])].flatMap((name) => this.#define(name, type.fields ?? []));
      return made.length > 0 ? { ...type, fields: [...(type.fields ?? []), ...made] } : undefined;
    };
    return visit(document, { ObjectTypeDefinition: extended, InterfaceTypeDefinition: extended });
  }

  #define(name: string, fields: readonly FieldDefinitionNode[]): FieldDefinitionNode[] {
    const original = fields.find((each) => each.name.value === this.separated.get(name)?.field);
    const directives = original?.directives?.filter((each) => each.name.value === 'join__field');
    return original ? [{ ...original, name: { kind: Kind.NAME, value: name }, arguments: [], directives }] : [];
  }
}

function withArgument(directive: ConstDirectiveNode, argument: NonNullable<ConstDirectiveNode['arguments']>[number]): ConstDirectiveNode {
  const given = directive.arguments?.map((each) => (each.name.value === argument.name.value ? argument : each));
  return { ...directive, arguments: given };
}

/** @throws GraphQLError where a supergraph holds what is no selection */
function fieldSetOf(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`This is no field set: ${text}`);
  return definition.selectionSet;
}
