import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  specifiedRules,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { TestOperation } from '../operation.ts';
import { Inputs } from './inputs.ts';
import { PlainValues } from './plain-values.ts';
import { Selections } from './selections.ts';
import type { Tape } from './tape.ts';
import { VariablePool } from './variables.ts';

/**
 * A valid operation over a schema.
 * @param ids of things that there are
 * @throws Error where it makes an invalid one, which is a mistake of the generator's
 */
export function makeOperation(schema: GraphQLSchema, ids: readonly string[], tape: Tape): TestOperation {
  const plain = new PlainValues(tape, ids);
  const variables = new VariablePool(tape, plain);
  const selections = new Selections(schema, tape, new Inputs(tape, plain, variables), variables, 4 + tape.below(36));
  const mutation = tape.chance(15) ? schema.getMutationType() : undefined;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new Error('The schema has no root.');
  const hasCompany = tape.chance(8);
  const isNamed = hasCompany || tape.chance(30);
  const selectionSet = selections.make(root, 2 + tape.below(5));
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: mutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY,
    name: isNamed ? { kind: Kind.NAME, value: 'Main' } : undefined,
    variableDefinitions: [...variables.definitions],
    selectionSet,
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...selections.fragments] };
  const text = print(makeMergeable(schema, document));
  return readOperation(schema, hasCompany ? OTHER_OPERATION + text : text, variables.values);
}

/** Stands in the same document, and is not run. */
const OTHER_OPERATION = `query Other($other: Boolean!) {
  ...Others
}

fragment Others on Query {
  __typename @skip(if: $other)
}

`;

/** @throws Error for what is not valid, or holds several operations and none called `Main` */
export function readOperation(schema: GraphQLSchema, text: string, variables: Readonly<Record<string, unknown>> = {}): TestOperation {
  const document = parse(text);
  const [error] = validate(schema, document, [...specifiedRules]);
  if (error) throw new Error(`Not valid: ${error.message}\n${text}`);
  const definition = getOperationAST(document) ?? getOperationAST(document, 'Main');
  if (!definition) throw new Error(`No operation: ${text}`);
  return { text, document, definition, variables };
}

/** Gives fields that cannot share their response name one of their own, as often as it takes. */
function makeMergeable(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const copy = structuredClone(document);
  for (let round = 0; round < 100; round += 1) {
    const errors = validate(schema, copy, [OverlappingFieldsCanBeMergedRule]);
    if (errors.length === 0) return copy;
    for (const [at, { nodes = [] }] of errors.entries()) {
      const field = nodes.at(-1);
      if (field?.kind === Kind.FIELD) rename(field, `r${round}_${at}`);
    }
  }
  throw new Error(`Cannot be made mergeable: ${print(copy)}`);
}

function rename(field: FieldNode, alias: string): void {
  Object.assign(field, { alias: { kind: Kind.NAME, value: alias } });
}
