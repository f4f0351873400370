import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql';
import { AnswerError } from '../engine/shape/answer-error.ts';
import { RefusedRequest, shortened } from '../errors.ts';
import { refuseOversized, refuseTooManyLines } from '../limits/document-guard.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import { conditionalSubscriptions } from './conditional-subscriptions.ts';
import { finiteNumbers } from './finite-numbers.ts';
import { trimLocations } from './trim-locations.ts';

export interface DocumentRules {
  readonly schema: GraphQLSchema;
  readonly limits: LimitSettings;
  readonly introspection: boolean;
  /** Leaves what the schema calls things out of the messages. */
  readonly hideSuggestions: boolean;
}

const NO_INTROSPECTION =
  'GraphQL introspection is not allowed by Apollo Server, but the query contained __schema or __type. To enable ' +
  'introspection, pass introspection: true to ApolloServer in production';

/**
 * Parses, measures and validates a document, in this order: validation takes quadratic time.
 * @param isTrusted an operation of ours, which no limit of size is for
 * @throws RefusedRequest with the errors as Apollo Server words and codes them, or LIMIT_EXCEEDED
 */
export function readDocument(text: string, isTrusted: boolean, rules: DocumentRules): DocumentNode {
  const { limits } = rules;
  if (!isTrusted) asRefused(() => refuseTooManyLines(text, limits));
  const document = parseDocument(text, isTrusted ? undefined : limits.tokens);
  if (!isTrusted) asRefused(() => refuseOversized(document, limits));
  const errors = findErrors(document, rules);
  if (errors.length > 0) throw new RefusedRequest(asRefusals(errors));
  trimLocations(document);
  return document;
}

function findErrors(document: DocumentNode, rules: DocumentRules): readonly GraphQLError[] {
  const conditional = conditionalSubscriptions(document);
  if (conditional.length > 0) return conditional;
  const applied = [...specifiedRules, finiteNumbers, ...(rules.introspection ? [] : [noIntrospection])];
  return validate(rules.schema, document, applied, { hideSuggestions: rules.hideSuggestions });
}

function parseDocument(text: string, maxTokens: number | undefined): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    // A RangeError where literals are nested until the stack is full.
    const thrown = error instanceof GraphQLError ? error : new GraphQLError((error as Error).message);
    throw new RefusedRequest([asRefusal(thrown, 'GRAPHQL_PARSE_FAILED')]);
  }
}

function asRefused(refuse: () => void): void {
  try {
    refuse();
  } catch (error) {
    throw error instanceof GraphQLError ? new RefusedRequest([error]) : error;
  }
}

function asRefusals(errors: readonly GraphQLError[]): GraphQLError[] {
  const refusals: GraphQLError[] = [];
  // No `map`: the stack of each new error would hold the array that it was called on, with all nodes.
  for (const error of errors) refusals.push(asRefusal(error, 'GRAPHQL_VALIDATION_FAILED'));
  return refusals;
}

/** Keeps the places and not the nodes: refusals are remembered, and documents are large. */
function asRefusal({ message, locations }: GraphQLError, code: string): GraphQLError {
  return new AnswerError(shortened(message), locations, { extensions: { code, http: { status: 400 } } });
}

function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      context.reportError(new GraphQLError(NO_INTROSPECTION, { nodes: [node] }));
    },
  };
}
