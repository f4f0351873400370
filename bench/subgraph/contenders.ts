import { join } from 'node:path';
import { believed, signed, type Sign } from './callers.ts';

/** A page of customers alone, and one with each customer's deals. */
export type Question = 'flat' | 'nested';

/** One server that answers the questions, and how it is asked. */
export interface Contender {
  readonly name: 'ours' | 'beside' | 'postgraphile' | 'apollo-pool' | 'apollo-extension';
  /** As tables call it. */
  readonly label: string;
  readonly program: string;
  readonly args: readonly string[];
  /** The checkout of this repository whose code is measured; this one when left out. */
  readonly root?: string;
  readonly queries: Readonly<Record<Question, string>>;
  readonly sign: Sign;
  /** Which rows an answer holds, so that everybody is seen to have found the same. */
  rowsOf(data: never): readonly Row[];
}

/** A customer's id, and those of its deals. */
export type Row = readonly [string, readonly string[]];

const SERVERS = join(import.meta.dirname, 'servers');

const CUSTOMER = 'name email company status createdAt';
const DEAL = 'title amountMinor currency status createdAt';

const federated = (deals: string) =>
  `query Customers($first: Int!) { customers(first: $first) { nodes { id ${CUSTOMER} ${deals} } } }`;
const FEDERATED = {
  flat: federated(''),
  nested: federated(`deals(first: 10) { nodes { id ${DEAL} } }`),
};

interface FederatedData {
  readonly customers: { readonly nodes: readonly { readonly id: string; readonly deals?: { readonly nodes: readonly { id: string }[] } }[] };
}

const postgraphile = (deals: string) =>
  `query Customers($first: Int!) {
    allCustomers(first: $first, orderBy: [CREATED_AT_DESC], condition: { deletedAt: null }) { nodes { rowId ${CUSTOMER} ${deals} } }
  }`;
const POSTGRAPHILE = {
  flat: postgraphile(''),
  nested: postgraphile(`deals: dealsByTenantIdAndCustomerId(
    first: 10, orderBy: [CREATED_AT_DESC], condition: { deletedAt: null }
  ) { nodes { rowId ${DEAL} } }`),
};

interface PostgraphileData {
  readonly allCustomers: {
    readonly nodes: readonly { readonly rowId: string; readonly deals?: { readonly nodes: readonly { rowId: string }[] } }[];
  };
}

/** The packages whose versions tables tell. */
export const PEERS = ['postgraphile', '@apollo/server', '@prisma/client'];

/**
 * @param versions of PEERS
 * @param beside another checkout of this repository, to be measured too
 */
export function listContenders(versions: Readonly<Record<string, string>>, beside?: string): readonly Contender[] {
  const stock = `Apollo Server ${versions['@apollo/server']}, Prisma ${versions['@prisma/client']}`;
  const inFederation = {
    queries: FEDERATED,
    rowsOf: ({ customers }: FederatedData) =>
      customers.nodes.map(({ id, deals }): Row => [id, (deals?.nodes ?? []).map((deal) => deal.id)]),
  };
  const ours = { ...inFederation, program: join(SERVERS, 'ours.ts'), args: [], sign: signed };
  const apollo = { ...inFederation, program: join(SERVERS, 'apollo-prisma.ts'), sign: believed };
  return [
    { ...ours, name: 'ours', label: "**Tessera's crm subgraph**" },
    ...(beside ? [{ ...ours, name: 'beside' as const, label: `the same in ${beside}`, root: beside }] : []),
    {
      name: 'postgraphile',
      label: `PostGraphile ${versions['postgraphile']}`,
      program: join(SERVERS, 'postgraphile.mjs'),
      args: [],
      queries: POSTGRAPHILE,
      sign: believed,
      rowsOf: ({ allCustomers }: PostgraphileData) =>
        allCustomers.nodes.map(({ rowId, deals }): Row => [rowId, (deals?.nodes ?? []).map((deal) => deal.rowId)]),
    },
    { ...apollo, name: 'apollo-pool', label: `${stock} on our pool`, args: ['pool'] },
    { ...apollo, name: 'apollo-extension', label: `${stock}'s RLS extension`, args: ['extension'] },
  ];
}
