import { getIntrospectionQuery } from 'graphql';
import { repeat } from '../hostile-request.ts';
import type { LegitimateOperation } from './legitimate-operation.ts';

const PERSON = 'fragment Person on User { id email profile { id displayName jobTitle locale timeZone } }';
const CUSTOMER_ROW =
  'fragment CustomerRow on Customer { id name email phone company status owner { ...Person } version createdAt updatedAt }';
const DEAL_CARD =
  'fragment DealCard on Deal { id title amountMinor currency probability status expectedCloseDate owner { ...Person } customer { id name } stage { id name position kind } version }';
const NOTE = 'fragment Note on Interaction { id type subject body occurredAt author { ...Person } version }';
const ALL = [PERSON, CUSTOMER_ROW, DEAL_CARD, NOTE].join('\n');

/** What screens of a real client ask, with a fragment for each of their parts. */
export const SCREENS: readonly LegitimateOperation[] = [
  {
    name: "GraphiQL's introspection",
    query: getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    }),
  },
  {
    name: "GraphiQL's introspection of a large graph",
    graph: 'abstract',
    query: getIntrospectionQuery({ inputValueDeprecation: true }),
  },
  { name: 'the types alone', query: '{ __schema { types { name kind description } } }' },
  {
    name: 'one type with its fields',
    query:
      '{ __type(name: "Customer") { name fields { name type { name kind ofType { name kind ofType { name kind } } } args { name type { name } } } } }',
  },
  {
    name: 'a dashboard of ten tiles',
    query: `query Dashboard($from: DateTime, $soon: Date) {
      me { ...Person role tenant { id name tier status } }
      newCustomers: customers(first: 5, filter: { createdFrom: $from }) { totalCount nodes { ...CustomerRow } }
      customers { totalCount }
      openDeals: deals(first: 10, filter: { status: [OPEN] }, orderBy: { field: AMOUNT, direction: DESC }) { totalCount nodes { ...DealCard } }
      closing: deals(first: 10, filter: { status: [OPEN], expectedCloseTo: $soon }) { nodes { ...DealCard } }
      won: deals(filter: { status: [WON] }) { totalCount }
      lost: deals(filter: { status: [LOST] }) { totalCount }
      leads(first: 10, orderBy: { field: SCORE }) { totalCount nodes { id name score status owner { ...Person } } }
      pipelines { nodes { id name stages { nodes { id name position probability kind } } deals { totalCount } } }
      interactions(first: 20) { nodes { ...Note } }
      notifications(first: 20, unreadOnly: true) { totalCount nodes { id kind message createdAt } }
    } ${ALL}`,
  },
  {
    name: 'a board of six pipelines with a hundred deals each',
    query: `query Board { pipelines(first: 6) { nodes { id name stages(first: 20) { nodes { id name position kind } } deals(first: 100) { totalCount nodes { ...DealCard } } } } } ${PERSON} ${DEAL_CARD}`,
  },
  {
    name: 'a hundred customers with their last deals and interactions',
    query: `query Overview($after: String) {
      customers(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { ...CustomerRow deals(first: 5) { totalCount nodes { ...DealCard } } interactions(first: 3) { totalCount nodes { ...Note } } }
      }
    } ${ALL}`,
  },
  {
    name: 'a list of 20 with 60 children each',
    query:
      '{ customers(first: 20) { nodes { id name email status deals(first: 60) { nodes { id title amountMinor currency status } } } } }',
  },
  {
    name: 'a record with all that is known of it',
    query: `query Customer($id: ID!) {
      customer(id: $id) {
        ...CustomerRow
        deals(first: 50) { totalCount pageInfo { hasNextPage endCursor } nodes { ...DealCard interactions(first: 10) { nodes { ...Note } } } }
        interactions(first: 50) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Note deal { id title } } }
      }
      grants(recordType: CUSTOMER, recordId: $id) { nodes { id access user { ...Person } grantedBy { ...Person } createdAt } }
      members(first: 100) { nodes { id role user { ...Person } } }
      pipelines { nodes { id name isDefault stages { nodes { id name } } } }
    } ${ALL}`,
  },
  {
    name: 'twelve levels deep, each of one record',
    query:
      '{ deal(id: "1") { pipeline { deals(first: 1) { nodes { customer { deals(first: 1) { nodes { customer { owner { profile { user { email } } } } } } } } } } } }',
  },
  {
    name: 'a hundred columns by alias, as a spreadsheet asks',
    query: `{ customers(first: 100) { nodes { id ${repeat(95, (at) => `column${at}: ${['name', 'email', 'phone', 'company', 'status'][at % 5]}`)} } } }`,
  },
  {
    name: 'twenty charts by alias, a month each',
    query: `{ ${repeat(20, (at) => `m${at}: deals(filter: { expectedCloseFrom: "2026-01-${String(at + 1).padStart(2, '0')}", currency: "EUR" }) { totalCount }`)} }`,
  },
  {
    name: 'fifteen parts, each with a fragment of its own that it shares others of',
    query: `query Parts { customers(first: 25) { nodes { ${repeat(15, (at) => `...Part${at}`)} } } }
      ${repeat(15, (at) => `fragment Part${at} on Customer { id name owner { ...Person } ${at % 3 === 0 ? 'deals(first: 3) { nodes { ...DealCard } }' : ''} }`, '\n')}
      ${PERSON} ${DEAL_CARD}`,
  },
  {
    name: 'a document of ten operations, of which one runs',
    query: `${repeat(10, (at) => `query Screen${at} { me { ...Person } customers(first: ${at + 1}) { nodes { ...CustomerRow } } }`)} ${PERSON} ${CUSTOMER_ROW}`,
    operationName: 'Screen7',
  },
  {
    name: 'tenants, as the platform sees them',
    query: `query Platform($after: String) {
      tenants(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id slug name status tier client { id name } provisioning { id status attempts } services { service status attempts } } }
      tenantSummaries(first: 100) { nodes { slug name users customers leads deals openDeals openDealValue { currency amountMinor } asOf complete missing } }
      serviceSummaries { service records tenants recordsPerTenant asOf lagEvents entities { entity count } }
      services { name status statusSince latencyMs follower { asOf lagEvents caughtUp } }
    }`,
  },
  {
    name: 'items of all types',
    graph: 'abstract',
    query: `query Items($first: Int = 50) { items(first: $first) { __typename id title owner { id name } ${repeat(24, (at) => `... on Kind${at} { own${at} sku }`)} } }`,
  },
  {
    name: 'a search over a union of types',
    graph: 'abstract',
    query:
      'query Search($text: String) { search(text: $text) { __typename ... on Item { id title owner { name } } ... on Kind3 { own3 } } }',
  },
  {
    name: 'items with what other services know of them',
    graph: 'abstract',
    query: 'query Known { items(first: 20) { id title views comments(first: 5) { id text author { id name } } } }',
  },
  {
    name: 'a user with followers and comments',
    graph: 'abstract',
    query:
      'query User($id: ID!) { user(id: $id) { id name followers(first: 50) { id name } comments(first: 50) { id text about { id title } } } }',
  },
];
