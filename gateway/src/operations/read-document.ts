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
import { RefusedRequest } from '../errors.ts';
import { refuseOversized } from '../limits/document-guard.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import { dropTokens } from './drop-tokens.ts';

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
  const document = parseDocument(text, isTrusted ? undefined : rules.limits.tokens);
  if (!isTrusted) refuseIfOversized(document, rules.limits);
  const applied = rules.introspection ? specifiedRules : [...specifiedRules, noIntrospection];
  const errors = validate(rules.schema, document, applied, { hideSuggestions: rules.hideSuggestions });
  if (errors.length > 0) throw new RefusedRequest(errors.map((error) => asRefusal(error, 'GRAPHQL_VALIDATION_FAILED')));
  dropTokens(document);
  return document;
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

function refuseIfOversized(document: DocumentNode, limits: LimitSettings): void {
  try {
    refuseOversized(document, limits);
  } catch (error) {
    throw error instanceof GraphQLError ? new RefusedRequest([error]) : error;
  }
}

/** Keeps the places and not the nodes: refusals are remembered, and documents are large. */
function asRefusal(error: GraphQLError, code: string): GraphQLError {
  const { message, source, positions, nodes } = error;
  return new GraphQLError(message, {
    source: source ?? nodes?.[0]?.loc?.source,
    positions,
    extensions: { code, http: { status: 400 } },
  });
}

function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      context.reportError(new GraphQLError(NO_INTROSPECTION, { nodes: [node] }));
    },
  };
}
