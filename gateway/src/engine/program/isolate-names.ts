import { print, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Variables } from '../contract.ts';
import type { PlannerNames } from '../supergraph/planner-names.ts';

/**
 * A client's operation, put so that the planner cannot mix up what it asks for. Apollo's planner tells fields apart by
 * response name only, and adds fields of its own (keys, what others require): `{ id: name }` would be answered with the
 * key (apollographql/federation#3036), `{ price(currency: "EUR") }` with the currency that some `@requires` wants, and
 * one name for two fields below different types with whichever comes first.
 */
export interface IsolatedNames {
  /** What is to be planned; the client's own document where nothing had to be renamed. */
  readonly document: DocumentNode;
  /** By node of the client's document: the response name in what is gathered, where it is not the client's. */
  readonly keys: ReadonlyMap<FieldNode, string>;
  /** From made-up response names to the client's. */
  readonly names: ReadonlyMap<string, string>;
  /** The client's values, under the names that the variables have in what is planned. */
  readonly renameVariables: (variables: Variables) => Variables;
}

/** Renames what could be mixed up in a valid document; the work is linear in the document's length. */
export function isolateNames(document: DocumentNode, planner: PlannerNames): IsolatedNames {
  const fields = new FieldNames(document, planner);
  const keys = new Map<FieldNode, string>();
  const variables = new Map<string, string>();
  const planned = visit(document, {
    Field(node) {
      const key = fields.keyOf(node);
      if (key === responseName(node)) return undefined;
      keys.set(node, key);
      return { ...node, alias: { ...node.name, value: key } };
    },
    Variable(node) {
      const name = node.name.value;
      if (!isPlannersVariable(name)) return undefined;
      // No client's variable that is renamed ends like this and starts otherwise.
      variables.set(name, `client_${name}`);
      return { ...node, name: { ...node.name, value: `client_${name}` } };
    },
  });
  return { document: planned, keys, names: fields.made, renameVariables: renaming(variables) };
}

class FieldNames {
  /** From made-up names to the client's. */
  readonly made = new Map<string, string>();
  readonly #planner: PlannerNames;
  readonly #taken = new Set<string>();
  /** By the client's response name: what is asked for under it, and the name of each. */
  readonly #asked = new Map<string, Map<string, string>>();

  constructor(document: DocumentNode, planner: PlannerNames) {
    this.#planner = planner;
    visit(document, { Field: (node) => void this.#taken.add(responseName(node)) });
  }

  keyOf(node: FieldNode): string {
    const name = responseName(node);
    const what = identityOf(node);
    let asked = this.#asked.get(name);
    if (!asked) this.#asked.set(name, (asked = new Map()));
    let key = asked.get(what);
    if (key === undefined) {
      // The first keeps the name.
      key = asked.size > 0 || this.#isPlanners(node, name) ? this.#make(node, name) : name;
      asked.set(what, key);
    }
    return key;
  }

  /** Whether the planner might ask for something else under this name. */
  #isPlanners({ name: { value: field }, arguments: given = [] }: FieldNode, name: string): boolean {
    // These never reach the planner.
    if (field === '__schema' || field === '__type') return false;
    if (name !== field) return name === '__typename' || this.#planner.fields.has(name);
    return this.#planner.withArguments.has(name) || (given.length > 0 && this.#planner.fields.has(name));
  }

  #make({ name: { value: field } }: FieldNode, name: string): string {
    let number = 0;
    let key: string;
    do key = `${field}__${number++}`;
    while (this.#taken.has(key) || this.#planner.fields.has(key));
    this.#taken.add(key);
    this.made.set(key, name);
    return key;
  }
}

/** The field with its arguments, whose order does not matter. */
function identityOf({ name, arguments: given = [] }: FieldNode): string {
  if (given.length === 0) return name.value;
  return `${name.value}(${given.map((each) => print(each)).sort().join(', ')})`;
}

function isPlannersVariable(name: string): boolean {
  return name === 'representations' || name.startsWith('contextualArgument_') || name.startsWith('client_');
}

function renaming(names: ReadonlyMap<string, string>): (variables: Variables) => Variables {
  if (names.size === 0) return (variables) => variables;
  return (variables) =>
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [names.get(name) ?? name, value]));
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
