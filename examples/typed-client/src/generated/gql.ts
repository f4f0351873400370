/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation Login($email: String!, $password: String!, $tenant: String) {\n    login(email: $email, password: $password, tenant: $tenant) {\n      accessToken\n    }\n  }\n": typeof types.LoginDocument,
    "\n  query Me {\n    me {\n      email\n      role\n      tenant {\n        name\n      }\n    }\n  }\n": typeof types.MeDocument,
    "\n  query Customers($after: String) {\n    customers(first: 50, after: $after) {\n      nodes {\n        name\n        email\n        company\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.CustomersDocument,
};
const documents: Documents = {
    "\n  mutation Login($email: String!, $password: String!, $tenant: String) {\n    login(email: $email, password: $password, tenant: $tenant) {\n      accessToken\n    }\n  }\n": types.LoginDocument,
    "\n  query Me {\n    me {\n      email\n      role\n      tenant {\n        name\n      }\n    }\n  }\n": types.MeDocument,
    "\n  query Customers($after: String) {\n    customers(first: 50, after: $after) {\n      nodes {\n        name\n        email\n        company\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.CustomersDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Login($email: String!, $password: String!, $tenant: String) {\n    login(email: $email, password: $password, tenant: $tenant) {\n      accessToken\n    }\n  }\n"): typeof import('./graphql.ts').LoginDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Me {\n    me {\n      email\n      role\n      tenant {\n        name\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Customers($after: String) {\n    customers(first: 50, after: $after) {\n      nodes {\n        name\n        email\n        company\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').CustomersDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
