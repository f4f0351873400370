export * from './server.ts';
export * from './graphql-route.ts';
