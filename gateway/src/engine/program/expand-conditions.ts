import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isUnionType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { limitRefusal } from '../../limits/limit-error.ts';
import { fragmentsOf, type Fragments } from '../document.ts';

export interface InterfaceObjects {
  readonly schema: GraphQLSchema;
  /** Interfaces that some subgraph knows as an object type, by `@interfaceObject`. */
  readonly names: ReadonlySet<string>;
}

/**
 * Says what fragments on an abstract type ask for inside an interface that some subgraph knows as an `@interfaceObject`
 * in terms of that interface, or of the types that it can be. Apollo's planner cannot plan `{ media { ... on Node { id } } }`
 * otherwise, since in such a subgraph nothing implements `Node`.
 * @throws GraphQLError LIMIT_EXCEEDED where it comes to too much: each level multiplies with the number of types
 */
export function expandConditions(document: DocumentNode, interfaceObjects: InterfaceObjects): DocumentNode {
  if (interfaceObjects.names.size === 0) return document;
  return new Expansion(document, interfaceObjects).expanded();
}

const MAX_SELECTIONS = 5_000;
const TOO_MANY =
  `The operation exceeds the limit of ${MAX_SELECTIONS.toLocaleString('en')} selections, its fragments on interfaces ` +
  'written out for each type. Split it, or ask for fewer interfaces within one another.';

class Expansion {
  readonly #document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #names: ReadonlySet<string>;
  readonly #fragments: Fragments;
  #selections = 0;

  constructor(document: DocumentNode, { schema, names }: InterfaceObjects) {
    this.#document = document;
    this.#schema = schema;
    this.#names = names;
    this.#fragments = fragmentsOf(document);
  }

  expanded(): DocumentNode {
    const definitions = this.#document.definitions.map((definition) => {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        return { ...definition, selectionSet: this.#set(definition.selectionSet, this.#conditionOf(definition)) };
      }
      if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
      const root = this.#schema.getRootType(definition.operation);
      return { ...definition, selectionSet: this.#set(definition.selectionSet, root ?? undefined) };
    });
    return { ...this.#document, definitions };
  }

  #set(set: SelectionSetNode, parent: GraphQLCompositeType | undefined): SelectionSetNode {
    if (!parent) return set;
    return { ...set, selections: set.selections.flatMap((each) => this.#selection(each, parent)) };
  }

  #selection(node: SelectionNode, parent: GraphQLCompositeType): readonly SelectionNode[] {
    this.#selections += 1;
    if (this.#selections > MAX_SELECTIONS) throw limitRefusal('selections', TOO_MANY);
    if (node.kind === Kind.FIELD) return [this.#field(node, parent)];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
    const condition = fragment && this.#conditionOf(fragment);
    // Valid where it stood, and about nothing where it stands now.
    if (condition && !doTypesOverlap(this.#schema, condition, parent)) return [];
    if (fragment && isAbstractType(condition) && condition !== parent && this.#isInterfaceObject(parent)) {
      return this.#withoutCondition(fragment.selectionSet, condition, parent);
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    return [{ ...node, selectionSet: this.#set(node.selectionSet, condition ?? parent) }];
  }

  #field(node: FieldNode, parent: GraphQLCompositeType): FieldNode {
    if (!node.selectionSet || isUnionType(parent)) return node;
    const type = getNamedType(parent.getFields()[node.name.value]?.type);
    return isCompositeType(type) ? { ...node, selectionSet: this.#set(node.selectionSet, type) } : node;
  }

  #withoutCondition(
    set: SelectionSetNode,
    condition: GraphQLAbstractType,
    parent: GraphQLInterfaceType,
  ): readonly SelectionNode[] {
    const types = this.#schema.getPossibleTypes(parent);
    const meeting = types.filter((type) => this.#schema.isSubType(condition, type));
    const holdsAlways = meeting.length === types.length;
    if (holdsAlways && hasAllFields(set, parent)) return this.#set(set, parent).selections;
    return meeting.map((type) => this.#on(type, set));
  }

  #on(type: GraphQLObjectType, set: SelectionSetNode): InlineFragmentNode {
    const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: this.#set(set, type) };
  }

  #conditionOf({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode): GraphQLCompositeType | undefined {
    const type = typeCondition && this.#schema.getType(typeCondition.name.value);
    return isCompositeType(type) ? type : undefined;
  }

  #isInterfaceObject(type: GraphQLCompositeType): type is GraphQLInterfaceType {
    return isInterfaceType(type) && this.#names.has(type.name);
  }
}

/** Whether what is asked for directly can be asked of this type too. */
function hasAllFields({ selections }: SelectionSetNode, type: GraphQLInterfaceType): boolean {
  return selections.every((each) => each.kind !== Kind.FIELD || each.name.value === '__typename' || each.name.value in type.getFields());
}
