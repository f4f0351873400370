/** One entry of the registry from which docs/errors.md is generated (`npm run docs:errors`). */
export interface ErrorEntry {
  /** HTTP status for clients that accept `application/graphql-response+json`, when no data could be given. */
  readonly status: number;
  /** Code of the same refusal over gRPC, https://grpc.io/docs/guides/status-codes/ */
  readonly grpc: number;
  readonly meaning: string;
  readonly cure: string;
  /** Whether sending the same request again later can succeed. */
  readonly retry: boolean;
}

/** Every `extensions.code` a caller can meet. Add one here, then run `npm run docs:errors`. */
export const ERRORS = {
  UNAUTHENTICATED: {
    status: 401, grpc: 16, retry: false,
    meaning: 'No token or API key was sent, or it is expired, revoked, forged or of a suspended tenant.',
    cure: 'Refresh the session with `refreshSession`, or log in again. With an API key: make another with `createApiKey`.',
  },
  FORBIDDEN: {
    status: 403, grpc: 7, retry: false,
    meaning: "The caller's role, key scopes or tenant do not allow this field or argument.",
    cure: 'Ask an owner of the tenant for a role that the message names (all of them: docs/access.md), or drop the field.',
  },
  ENTITLEMENT_REQUIRED: {
    status: 403, grpc: 7, retry: false,
    meaning: "The tenant's plan lacks the feature that this field belongs to; the message names both.",
    cure: 'An owner of the tenant changes its plan to one that has the feature, or drop the field.',
  },
  PLAN_LIMIT_REACHED: {
    status: 200, grpc: 9, retry: false,
    meaning: "The tenant has as much of something as its plan allows; the message and `extensions` (`limit`, `allowed`, `plan`) name both.",
    cure: 'Remove some of it, or an owner of the tenant changes its plan; the same request goes through at once then.',
  },
  NOT_FOUND: {
    status: 200, grpc: 5, retry: false,
    meaning: 'No such record for this caller: it is missing, deleted, or not theirs to see.',
    cure: 'Check the id; list the records that the caller can see.',
  },
  BAD_USER_INPUT: {
    status: 200, grpc: 3, retry: false,
    meaning: 'An argument has a value that cannot be accepted.',
    cure: 'Read the message and `extensions.field`, and send a corrected value.',
  },
  CONFLICT: {
    status: 200, grpc: 10, retry: false,
    meaning: 'The record changed since it was read, or the value is already taken.',
    cure: 'Read the record again and repeat the change on its current `version`.',
  },
  RATE_LIMITED: {
    status: 429, grpc: 8, retry: true,
    meaning: 'Too many requests, or too many failed logins for one account.',
    cure: 'Wait for `extensions.retryAfterSeconds`.',
  },
  OVERLOADED: {
    status: 503, grpc: 14, retry: true,
    meaning: 'The endpoint has more to do than it can, and turned the request away before it was read.',
    cure: 'Wait for `extensions.retryAfterSeconds`, then try again.',
  },
  LIMIT_EXCEEDED: {
    status: 400, grpc: 3, retry: false,
    meaning: 'The operation is larger than the endpoint accepts (tokens, depth, aliases, root fields, cost, planning or bytes).',
    cure: 'Split the operation; the message names the limit and its setting, `extensions.limit` the limit alone.',
  },
  UNAVAILABLE: {
    status: 200, grpc: 14, retry: true,
    meaning: 'A service behind the endpoint did not answer; `extensions.service` names it.',
    cure: 'Try again; the rest of the answer is valid.',
  },
  DEADLINE_EXCEEDED: {
    status: 200, grpc: 4, retry: true,
    meaning: 'A service did not answer in time.',
    cure: 'Try again, or ask for less at once.',
  },
  INTERNAL_SERVER_ERROR: {
    status: 500, grpc: 13, retry: false,
    meaning: 'Something failed on our side. The message is masked in production.',
    cure: 'Quote `extensions.correlationId` to the operator; the log has the cause under it.',
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400, grpc: 3, retry: false,
    meaning: 'The document is not GraphQL.',
    cure: 'Correct the syntax at the location given.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400, grpc: 3, retry: false,
    meaning: 'The document asks for something that the schema does not have.',
    cure: 'Check field names and types against the schema.',
  },
  BAD_REQUEST: {
    status: 400, grpc: 3, retry: false,
    meaning: 'The HTTP request is not a GraphQL request: malformed JSON, wrong content type, a body without `query`, a GET with a mutation.',
    cure: 'POST JSON with `query`, and optionally `variables` and `operationName`.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400, grpc: 3, retry: false,
    meaning: 'The document does not hold exactly one operation of the name given, or of a kind that there is.',
    cure: 'Name one operation of the document in `operationName`.',
  },
  OPERATION_NOT_PERSISTED: {
    status: 400, grpc: 3, retry: false,
    meaning: 'This endpoint runs only the operations of its manifest, and the one that was sent is not on it.',
    cure: 'Send an operation of the manifest, by its id or its exact text; a new one is added with the next manifest.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200, grpc: 5, retry: true,
    meaning: 'The hash of an automatic persisted query is not known here yet.',
    cure: 'Send the hash together with the document once.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200, grpc: 12, retry: false,
    meaning: 'Persisted queries are switched off here.',
    cure: 'Send the whole document.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
