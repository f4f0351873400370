/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a caller may do: the platform's own role, or the role of a membership. */
export type Role =
  /** Manages a tenant, except its tier, slug and owners. */
  | 'ADMIN'
  /** Reads the books and the audit, and changes nothing. */
  | 'AUDITOR'
  /** Works with its own records. */
  | 'MEMBER'
  /** Owns a tenant. */
  | 'OWNER'
  /** Runs the platform. */
  | 'SUPERADMIN'
  /** Sees what it was granted. */
  | 'VIEWER';

export type LoginMutationVariables = Exact<{
  email: string;
  password: string;
  tenant?: string | null | undefined;
}>;


export type LoginMutation = { login: { accessToken: string } };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { email: string | null, role: Role | null, tenant: { name: string } | null } };

export type CustomersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CustomersQuery = { customers: { nodes: Array<{ name: string, email: string, company: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const LoginDocument = new TypedDocumentString(`
    mutation Login($email: String!, $password: String!, $tenant: String) {
  login(email: $email, password: $password, tenant: $tenant) {
    accessToken
  }
}
    `, {"hash":"027fcc33fb82264630a453429f0cdc8b0f975f561a00d47e767dfc0effd24f66"}) as unknown as TypedDocumentString<LoginMutation, LoginMutationVariables>;
export const MeDocument = new TypedDocumentString(`
    query Me {
  me {
    email
    role
    tenant {
      name
    }
  }
}
    `, {"hash":"71d7577159670860461d237b1064123950f35699127d6739059a2fbfa44019c4"}) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const CustomersDocument = new TypedDocumentString(`
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
    `, {"hash":"48babd391b866449946ba96169b12a1abf75ab74a4e094fe329661ffc09f5515"}) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;