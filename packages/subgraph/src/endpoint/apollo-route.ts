import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { handleGraphQL, type HttpRequest, type HttpResponse } from '@tessera/http';
import type { Claims } from '@tessera/identity';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { BaseContext } from '../definition.ts';

export interface ApolloRouteOptions {
  /** With the permission middleware: a field that is refused is null beside what is not. */
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  contextOf(claims: Claims): BaseContext;
  format(formatted: GraphQLFormattedError, error: unknown, requestId: string | undefined): GraphQLFormattedError;
}

export interface ApolloRoute {
  answer(request: HttpRequest, claims: Claims): Promise<HttpResponse>;
  stop(): Promise<void>;
}

/** Answers every request there is, as Apollo Server does. */
export async function createApolloRoute(options: ApolloRouteOptions): Promise<ApolloRoute> {
  /** The id of the request at hand, for errors that Apollo Server formats without telling whose they are. */
  const requestIds = new AsyncLocalStorage<string>();
  const server = new ApolloServer<BaseContext>({
    schema: options.schema,
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    // A browser cannot reach this endpoint: whatever the gateway did not sign is refused first.
    csrfPrevention: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => options.format(formatted, error, requestIds.getStore()),
  });
  await server.start();
  return {
    answer: (request, claims) =>
      requestIds.run(claims.requestId, () =>
        // Apollo Server copies a context's own properties and would run its getters; inherited ones stay lazy.
        handleGraphQL({ server, context: async () => Object.create(options.contextOf(claims)) as BaseContext }, request),
      ),
    stop: () => server.stop(),
  };
}
