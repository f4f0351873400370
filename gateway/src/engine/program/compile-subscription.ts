import type { SubscriptionNode } from '@apollo/query-planner';
import type { GatewayContext } from '../../context.ts';
import type { FetchAnswer, FetchRequest, Gathered, SubgraphClient, Variables } from '../contract.ts';
import { compileProgram, type ProgramOptions } from './compile-program.ts';
import { readFetchOperation } from './fetch-operation.ts';
import { rootText, variablesText } from './request-text.ts';

/** A subscription's plan made ready to run. */
export interface SubscriptionProgram {
  /**
   * What each event brings, with all that the plan adds to it, in the order of the events. What comes of a stream that
   * breaks is last. Ends early, without a word, when `context.signal` aborts.
   * @param context each event has as much time as this leaves at the start
   */
  follow(variables: Variables, context: GatewayContext): AsyncGenerator<Gathered, void>;
}

/** What the stream brought: an event, or why there are no more. */
type Brought = { readonly event: FetchAnswer } | { readonly failure: unknown };

/** The context of one event. */
interface EventContext extends GatewayContext {
  readonly brought: Brought;
}

const isEventContext = (context: GatewayContext): context is EventContext => 'brought' in context;

/**
 * Compiles a subscription. An event is the answer to its first fetch, come by itself: so each runs the plan as that of
 * a query, whose first fetch is answered with what is there already.
 */
export function compileSubscription(
  { primary, rest }: SubscriptionNode,
  options: ProgramOptions,
): SubscriptionProgram {
  const { clientFor } = options;
  const client = clientFor(primary.serviceName);
  const text = rootText({ fetch: primary, operation: readFetchOperation(primary) });
  const answering = answeringWithEvents(client);
  const program = compileProgram(
    { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] },
    { ...options, clientFor: (subgraph) => (subgraph === client.name ? answering : clientFor(subgraph)) },
  );
  return {
    async *follow(variables, context) {
      const body = `${text.head}${variablesText(text, variables)}}}`;
      const perEventMs = context.deadline - Date.now();
      for await (const brought of broughtBy(client, { kind: 'subscription', body }, context)) {
        yield await program.gather(variables, duringEvent(context, brought, Date.now() + perEventMs));
      }
    },
  };
}

async function* broughtBy(
  client: SubgraphClient,
  request: FetchRequest,
  context: GatewayContext,
): AsyncGenerator<Brought, void> {
  try {
    for await (const event of client.subscribe(request, context)) {
      if (context.signal.aborted) return;
      yield { event };
    }
  } catch (failure) {
    if (!context.signal.aborted) yield { failure };
  }
}

function answeringWithEvents(client: SubgraphClient): SubgraphClient {
  return {
    name: client.name,
    async fetch(request, context) {
      if (request.kind !== 'subscription' || !isEventContext(context)) return client.fetch(request, context);
      if ('failure' in context.brought) throw context.brought.failure;
      return context.brought.event;
    },
    subscribe: (request, context) => client.subscribe(request, context),
    describe: (failure) => client.describe(failure),
    extensionsOf: (error) => client.extensionsOf(error),
    close: () => client.close(),
  };
}

/** What is known of the client's request, without its trace: that is of how the stream began. */
function duringEvent(stream: GatewayContext, brought: Brought, deadline: number): EventContext {
  const { identity, refusal, requestId, clientAddress, userAgent, traceparent, signal, forwarded } = stream;
  return { identity, refusal, requestId, clientAddress, userAgent, traceparent, signal, forwarded, deadline, brought };
}
