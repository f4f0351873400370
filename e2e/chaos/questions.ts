import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@tessera/testkit';
import { Kind, parse, type FieldDefinitionNode } from 'graphql';

/** What a member asks while one service is away. */
export interface Questions {
  /** Asks the service, and another one. What is called `part` is null without the service, the rest is there. */
  readonly across: string;
  /** Asks other services only. */
  readonly beside: string;
}

const ME = '{ me { id email } }';

/** Of services that are seen in what another service's entities have of them. */
const KNOWN: Readonly<Record<string, Questions>> = {
  auth: {
    across: '{ customers(first: 2) { nodes { name owner { id part: email } } } }',
    beside: '{ customers(first: 5) { totalCount nodes { name company } } }',
  },
  superadmin: {
    across: '{ tenant { slug name part: summary { customers leads } } }',
    beside: ME,
  },
  tenants: {
    across: '{ me { id email part: tenant { slug name } } }',
    beside: ME,
  },
};

export function questionsFor(service: string): Questions {
  return KNOWN[service] ?? { across: `{ me { id email } part: ${lookUp(service)} }`, beside: ME };
}

/** A look-up of one thing by its id, which a service has where it has anything; null for an id that names nothing. */
function lookUp(service: string): string {
  const contract = parse(readFileSync(join(REPOSITORY, 'subgraphs', service, 'contract/schema.graphql'), 'utf8'));
  const fields = contract.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Query' ? (definition.fields ?? []) : [],
  );
  const found = fields.find(isLookUp);
  if (!found) throw new Error(`What of ${service} may be null? Tell it in e2e/chaos/questions.ts.`);
  return `${found.name.value}(id: "0199aaaa-0000-7000-8000-000000000000") { __typename }`;
}

const isLookUp = ({ type, arguments: args = [] }: FieldDefinitionNode) =>
  type.kind === Kind.NAMED_TYPE && args.length === 1 && args[0]?.name.value === 'id';
