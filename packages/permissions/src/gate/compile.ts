import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Rule } from '../rule.ts';
import { emptyBlock, pathKeys, type Block, type PathNode } from './block.ts';
import { conditionsOf } from './conditions.ts';

/** What the walk of one operation needs to know. */
export interface WalkOptions {
  readonly schema: GraphQLSchema;
  readonly rulesOf: (coordinate: string) => readonly Rule[] | undefined;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly introspection: boolean;
}

/** Where the walk is: the block it fills, the object type it stands on, and how it came there. */
interface Position {
  readonly block: Block;
  readonly type: GraphQLObjectType;
  readonly path: PathNode | null;
}

/** Turns one operation into the graph of blocks that `check` asks. */
export function compileBlocks(options: WalkOptions, root: GraphQLObjectType, selectionSet: SelectionSetNode): Block {
  const block = emptyBlock();
  new Walk(options).selectionSet({ block, type: root, path: null }, selectionSet);
  return block;
}

class Walk {
  readonly #options: WalkOptions;
  /** Selection sets that a block already holds for a type; also what ends a cycle of fragments. */
  readonly #walked = new Map<Block, Map<SelectionSetNode, Set<GraphQLNamedType>>>();
  readonly #branches = new Map<SelectionNode, Map<GraphQLObjectType, Block>>();

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  selectionSet(at: Position, set: SelectionSetNode): void {
    if (!this.#isFirst(at.block, set, at.type)) return;
    for (const selection of set.selections) this.#conditional(at, selection);
  }

  #isFirst(block: Block, set: SelectionSetNode, type: GraphQLNamedType): boolean {
    const sets = getOrAdd(this.#walked, block, () => new Map<SelectionSetNode, Set<GraphQLNamedType>>());
    const types = getOrAdd(sets, set, () => new Set<GraphQLNamedType>());
    if (types.has(type)) return false;
    types.add(type);
    return true;
  }

  #conditional(at: Position, selection: SelectionNode): void {
    const conditions = conditionsOf(selection);
    if (!conditions) return;
    if (conditions.length === 0) return this.#selection(at, selection);
    const byType = getOrAdd(this.#branches, selection, () => new Map<GraphQLObjectType, Block>());
    const known = byType.get(at.type);
    const block = known ?? emptyBlock();
    at.block.branches.push({ conditions, block });
    if (known) return;
    byType.set(at.type, block);
    this.#selection({ ...at, block }, selection);
  }

  #selection(at: Position, selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) return this.#field(at, selection);
    const spread = selection.kind === Kind.FRAGMENT_SPREAD;
    const fragment = spread ? this.#options.fragments.get(selection.name.value) : selection;
    if (!fragment) return this.#refuse(at, `fragment ${spread ? selection.name.value : ''}`, 'is not in the document');
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? at.type : this.#options.schema.getType(condition);
    if (!type) return this.#refuse(at, condition ?? '', 'is not in the schema');
    if (this.#includes(type, at.type)) this.selectionSet(at, fragment.selectionSet);
  }

  #field(at: Position, node: FieldNode): void {
    const name = node.name.value;
    if (name === '__typename') return;
    const path = { key: node.alias?.value ?? name, parent: at.path };
    const here = { ...at, path };
    const coordinate = `${at.type.name}.${name}`;
    if (name === '__schema' || name === '__type') {
      if (!this.#options.introspection) this.#refuse(here, coordinate, 'is switched off here');
      return;
    }
    const field = at.type.getFields()[name];
    if (!field) return this.#refuse(here, coordinate, 'is not in the schema');
    const rules = this.#options.rulesOf(coordinate);
    if (!rules) return this.#refuse(here, coordinate, 'has no permission rule');
    if (rules.some((rule) => rule.inputs)) at.block.inputDemands.push({ rules, coordinate, path, field, node });
    else if (!at.block.demands.some((demand) => demand.rules === rules)) at.block.demands.push({ rules, coordinate, path });
    if (node.selectionSet) this.#below(here, getNamedType(field.type), node.selectionSet);
  }

  #below({ block, path }: Position, type: GraphQLNamedType, set: SelectionSetNode): void {
    if (isObjectType(type)) return this.selectionSet({ block, type, path }, set);
    // An interface of a hundred types that has a field of itself would be looked through ten thousand times.
    if (!isAbstractType(type) || !this.#isFirst(block, set, type)) return;
    for (const each of this.#options.schema.getPossibleTypes(type)) this.selectionSet({ block, type: each, path }, set);
  }

  #refuse(at: Position, coordinate: string, why: string): void {
    at.block.refusals.push({ code: 'FORBIDDEN', coordinate, path: pathKeys(at.path), message: `${coordinate} ${why}.` });
  }

  #includes(condition: GraphQLNamedType, type: GraphQLObjectType): boolean {
    return condition === type || (isAbstractType(condition) && this.#options.schema.isSubType(condition, type));
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
