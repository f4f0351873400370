import { randomUUID } from 'node:crypto';
import type { GraphQLAnswer, TestClient } from '@tessera/testkit';
import { PASSWORD } from './requests.ts';

export interface AcceptanceVariables {
  readonly token: string;
  readonly password: string | null;
  readonly displayName?: string;
  readonly idempotencyKey: string;
}

/** An invitation that has gone out, and a request that accepts it. */
export interface Invited extends AcceptanceVariables {
  readonly id: string;
  readonly email: string;
}

export interface Accepted {
  readonly acceptInvitation: {
    readonly status: 'PENDING' | 'ACTIVE';
    readonly tenant: { readonly slug: string } | null;
    readonly session: { readonly accessToken: string; readonly refreshToken: string } | null;
  };
}

const INVITE = 'mutation ($email: String!) { inviteMember(email: $email, role: MEMBER) { token invitation { id } } }';
const ACCEPT = `mutation ($token: String!, $password: String, $displayName: String, $idempotencyKey: String!) {
  acceptInvitation(token: $token, password: $password, displayName: $displayName, idempotencyKey: $idempotencyKey) {
    status
    tenant { slug }
    session { accessToken refreshToken }
  }
}`;

/** Invites a person into the tenant of the one who asks, somebody without an account unless an e-mail is given. */
export async function invite(inviter: TestClient, email = `${randomUUID()}@invited.example`): Promise<Invited> {
  const { inviteMember } = await inviter.ask(INVITE, { email });
  const { token, invitation } = inviteMember;
  return { id: invitation.id, email, token, password: PASSWORD, idempotencyKey: randomUUID() };
}

export function sendAcceptance(client: TestClient, request: AcceptanceVariables): Promise<GraphQLAnswer<Accepted>> {
  const { token, password, displayName, idempotencyKey } = request;
  return client.send<Accepted>(ACCEPT, { token, password, displayName, idempotencyKey });
}
