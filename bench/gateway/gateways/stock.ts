import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { runGateway } from './job.ts';

interface Context {
  readonly authorization?: string;
}

/** Passes the client's header on, as Apollo's documentation shows it. */
class HeadersPassedOn extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
  }
}

/** Apollo's gateway and server as their documentation starts them: nothing tuned, nothing switched off. */
runGateway(async ({ supergraphSdl }) => {
  const gateway = new ApolloGateway({ supergraphSdl, buildService: ({ url }) => new HeadersPassedOn({ url }) });
  const server = new ApolloServer<Context>({ gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
  return Number(new URL(url).port);
});
