import type { Identity, Role } from '@tessera/identity';
import { startTestSubgraph, type AnswerError, type TestSubgraph, type TestSubgraphOptions } from '@tessera/testkit';
import { v7 } from 'uuid';

// eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
type Row = Record<string, any>;

export interface Answer {
  readonly data: Row;
  readonly codes: string[];
  readonly errors: readonly AnswerError[];
}

/** Somebody of a tenant. */
export interface Caller {
  readonly identity: Identity;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The same, for what has to succeed. */
  get(query: string, variables?: object): Promise<Row>;
}

/** A tenant that has no content yet. */
export interface Site {
  readonly tenantId: string;
  /** The member of a role, the same each time. */
  as(role: Role, more?: Partial<Identity>): Caller;
}

/** The cms in this process, on a database of its own. */
export interface Cms {
  readonly subgraph: TestSubgraph;
  addSite(): Site;
  stop(): Promise<void>;
}

export async function startCms(options: TestSubgraphOptions = {}): Promise<Cms> {
  const subgraph = await startTestSubgraph('cms', options);
  const callerOf = (identity: Identity): Caller => {
    const ask = async (query: string, variables: object = {}) => {
      const { data, errors } = await subgraph.send<Row>(identity, query, { ...variables });
      return { data: data ?? {}, errors, codes: errors.map(({ extensions }) => extensions.code) };
    };
    const get = async (query: string, variables?: object) => {
      const { data, errors } = await ask(query, variables);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      return data;
    };
    return { identity, ask, get };
  };
  return {
    subgraph,
    addSite() {
      const tenantId = v7();
      const users = new Map<Role, string>();
      const userOf = (role: Role) => {
        const userId = users.get(role) ?? v7();
        users.set(role, userId);
        return userId;
      };
      return {
        tenantId,
        as: (role, more) => callerOf({ userId: userOf(role), sessionId: v7(), tenantId, role, ...more }),
      };
    },
    stop: () => subgraph.stop(),
  };
}

/** An item as mutations answer it. */
export interface Item {
  readonly id: string;
  readonly documentId: string;
  readonly slug: string;
  readonly version: number;
  readonly state: string;
  readonly revision: number;
  readonly publishedRevision: number | null;
}

export const ITEM = '{ id documentId version slug title locale state data revision publishedRevision }';
const CREATE_TYPE = 'mutation ($input: CreateContentTypeInput!) { type: createContentType(input: $input) { id key version } }';
const CREATE = `mutation ($input: CreateContentItemInput!) { item: createContentItem(input: $input) ${ITEM} }`;
export const UPDATE = `mutation ($id: ID!, $version: Int!, $input: UpdateContentItemInput!) { item: updateContentItem(id: $id, version: $version, input: $input) ${ITEM} }`;

/** A field of a type; TEXT unless told otherwise. */
export const field = (name: string, more: object = {}) => ({ name, kind: 'TEXT', ...more });

export async function addType(caller: Caller, key: string, fields: readonly object[], more: object = {}) {
  const { type } = await caller.get(CREATE_TYPE, { input: { key, name: key, fields, ...more } });
  return type as { readonly id: string; readonly key: string; readonly version: number };
}

export async function addItem(caller: Caller, type: string, data: object, more: object = {}): Promise<Item> {
  return (await caller.get(CREATE, { input: { type, data, ...more } }))['item'] as Item;
}

/** Calls a mutation that takes an item by id and version. */
export async function change(caller: Caller, mutation: string, item: Pick<Item, 'id' | 'version'>, more = ''): Promise<Item> {
  const { item: changed } = await caller.get(transition(mutation, more), { id: item.id, version: item.version });
  return changed as Item;
}

export const transition = (mutation: string, more = '') =>
  `mutation ($id: ID!, $version: Int!) { item: ${mutation}(id: $id, version: $version${more}) ${ITEM} }`;

export async function save(caller: Caller, { id, version }: Item, input: object): Promise<Item> {
  return (await caller.get(UPDATE, { id, version, input }))['item'] as Item;
}

/** Submits and publishes. */
export async function publish(caller: Caller, item: Item): Promise<Item> {
  return change(caller, 'publishContentItem', await change(caller, 'submitContentItem', item));
}
