import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { refusalError, type Refusal } from '@tessera/permissions';
import type { GatewayContext } from '../../context.ts';
import type { EngineAnswer, Executable, RunObserver, Variables } from '../../engine/contract.ts';
import { RefusedRequest, requestError, toGraphQLError } from '../../errors.ts';
import { limitExceeded } from '../../limits/limit-error.ts';
import type { DocumentSources } from '../../operations/document-sources.ts';
import type { PreparedOperation } from '../../operations/prepared-operation.ts';
import type { Serving } from '../../serving.ts';
import type { OperationParams } from './read-params.ts';

/** What stands on an operation's way. Each may refuse it by throwing AppError, GraphQLError or RefusedRequest. */
export interface PipelineParts {
  readonly sources: DocumentSources;
  /** The supergraph for whoever asks now. */
  readonly serving: () => Serving;
  /** Before the document is read: reading one that is new costs more than anything after it. */
  readonly limitRate: (context: GatewayContext) => Promise<void> | void;
  readonly guardVariables: (variables: unknown) => void;
  readonly maxCost: number;
  /** Once it is allowed and its cost is known, before it is planned. */
  readonly charge?: (context: GatewayContext, operation: PreparedOperation, cost: number) => Promise<void> | void;
}

/** An operation on its way; what is learnt of it is noted, so that a refusal can tell whose it was. */
export interface Journey {
  readonly params: OperationParams;
  readonly context: GatewayContext;
  /** A GET, which can be repeated, prefetched and linked to. */
  readonly isReadOnly: boolean;
  operation?: PreparedOperation;
  /** Objects that it can return, by estimate. */
  cost?: number;
}

/** An operation that may run, with the variables as the schema reads them. */
export interface AdmittedOperation {
  readonly operation: PreparedOperation;
  readonly variables: Variables;
}

/**
 * The way of an operation up to the point where it may run. What is refused on it is not planned, and reaches no
 * subgraph. Done at once, unless rates are counted elsewhere.
 * @param serving whom the journey has entered
 * @throws RefusedRequest, GraphQLError or AppError for a refusal
 */
export function admitOperation(
  parts: PipelineParts,
  serving: Serving,
  journey: Journey,
): Promise<AdmittedOperation> | AdmittedOperation {
  const rated = parts.limitRate(journey.context);
  return rated ? rated.then(() => admitRated(parts, serving, journey)) : admitRated(parts, serving, journey);
}

function admitRated(
  parts: PipelineParts,
  { operations }: Serving,
  journey: Journey,
): Promise<AdmittedOperation> | AdmittedOperation {
  const { params, context } = journey;
  const source = parts.sources.find(params);
  const operation = operations.find(source.text, params.operationName);
  journey.operation = operation;
  if (journey.isReadOnly) refuseChanges(operation);
  const given = params.variables ?? NO_VARIABLES;
  parts.guardVariables(given);
  const variables = passGate(journey, operation, context);
  parts.sources.register(source);
  journey.cost = limitCost(operation, variables, parts.maxCost);
  const charged = parts.charge?.(context, operation, journey.cost);
  const admitted = { operation, variables };
  return charged ? charged.then(() => admitted) : admitted;
}

/**
 * The one answer of a query or a mutation. What a subgraph does is told in its errors.
 * @throws GraphQLError where the operation cannot be planned, or has many answers
 */
export function runOperation(
  { operation, variables }: AdmittedOperation,
  context: GatewayContext,
  observer?: RunObserver,
): Promise<EngineAnswer> {
  if (operation.kind === 'subscription') {
    throw requestError('BAD_REQUEST', MANY_ANSWERS);
  }
  const executable = operation.executable(variables);
  if (executable) return executable.execute(variables, context, observer);
  return prepare({ operation, variables }, context).then((made) => made.execute(variables, context, observer));
}

/**
 * The answers of an operation, for a client that can take many: each event of a subscription has one.
 * @throws GraphQLError where the operation cannot be planned
 */
export async function streamAnswers(
  { operation, variables }: AdmittedOperation,
  context: GatewayContext,
): Promise<AsyncGenerator<EngineAnswer, void>> {
  const executable = operation.executable(variables) ?? (await prepare({ operation, variables }, context));
  return executable.subscribe(variables, context);
}

const MANY_ANSWERS =
  'A subscription has many answers: ask for it with `accept: text/event-stream`, or over WebSocket by the protocol ' +
  '`graphql-transport-ws`.';

async function prepare(
  { operation, variables }: AdmittedOperation,
  { steps, deadline }: GatewayContext,
): Promise<Executable> {
  const step = steps?.plan();
  try {
    const executable = await beforeDeadline(operation.prepare(variables), deadline);
    step?.end();
    return executable;
  } catch (error) {
    step?.end(error);
    throw error;
  }
}

/** Others may wait to be planned. */
async function beforeDeadline<T>(work: Promise<T>, deadline: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new AppError('DEADLINE_EXCEEDED', 'The operation was not planned in time. Try again shortly.')),
    deadline - Date.now(),
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const NO_VARIABLES: Variables = Object.freeze({});

function refuseChanges({ kind }: PreparedOperation): void {
  if (kind === 'query') return;
  const message = `GET requests only support query operations, not ${kind} operations`;
  throw requestError('BAD_REQUEST', message, { status: 405, headers: new Map([['allow', 'POST']]) });
}

/**
 * Decides whether the caller may run the operation, and reads its variables.
 *
 * A credential that is not good refuses every operation, also one that would need none: answering as if nobody had
 * asked would show a signed-in page the anonymous view of the graph, and hide from its client that it has to refresh.
 * The one exception is an operation that does nothing but sign in, since clients send their stale header along.
 */
function passGate(journey: Journey, operation: PreparedOperation, context: GatewayContext): Variables {
  if (!operation.hasRoot) {
    const message = `Schema is not configured to execute ${operation.kind} operation.`;
    throw requestError('OPERATION_RESOLUTION_FAILURE', message);
  }
  if (context.refusal && !operation.signsIn) throw context.refusal;
  const refusal = askGate(journey, operation, context.identity);
  const variables = operation.coerce(journey.params.variables ?? NO_VARIABLES);
  if (refusal) throw new RefusedRequest([toGraphQLError(refusalError(refusal))]);
  return variables;
}

/**
 * Holds an operation against the permission table; one that lasts is held against it again and again.
 * @returns what does not fit the schema: told in graphql-js's words by whoever reads the variables
 * @throws AppError for any other refusal
 */
export function askGate({ params }: Journey, operation: PreparedOperation, identity: Identity | null): Refusal | null {
  const refusal = operation.gate?.check(identity, params.variables ?? NO_VARIABLES) ?? null;
  if (refusal && refusal.code !== 'BAD_USER_INPUT') throw refusalError(refusal);
  return refusal;
}

function limitCost(operation: PreparedOperation, variables: Variables, max: number): number {
  const cost = operation.cost(variables);
  if (cost > max) throw limitExceeded('cost', max);
  return cost;
}
