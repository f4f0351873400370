import { graphql } from './generated/gql.ts';

export const Login = graphql(`
  mutation Login($email: String!, $password: String!, $tenant: String) {
    login(email: $email, password: $password, tenant: $tenant) {
      accessToken
    }
  }
`);

/** Asked after the login: the request that logs in has no identity yet, so it may not ask about tenants. */
export const Me = graphql(`
  query Me {
    me {
      email
      role
      tenant {
        name
      }
    }
  }
`);

export const Customers = graphql(`
  query Customers($after: String) {
    customers(first: 50, after: $after) {
      nodes {
        name
        email
        company
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
