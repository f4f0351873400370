import { createHash } from 'node:crypto';
import { checkKey, checkText } from './check-request.ts';

export interface AcceptInvitationInput {
  readonly token: string;
  /** A new user's own choice, or the one of the account that the e-mail has. Null: the caller is signed in as it. */
  readonly password: string | null;
  readonly displayName: string | null;
  readonly idempotencyKey: string;
}

/** A request to accept an invitation, as far as auth can check it before it knows the invitation. */
export interface AcceptanceRequest extends AcceptInvitationInput {
  /** SHA-256 of all but key and password: whether a repeated request is the same one. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** @throws AppError BAD_USER_INPUT */
export function checkAcceptance(input: AcceptInvitationInput): AcceptanceRequest {
  const { token, displayName, idempotencyKey } = input;
  checkKey(idempotencyKey);
  checkText('token', token);
  checkText('displayName', displayName);
  const facts = JSON.stringify([token, displayName]);
  return { ...input, hash: Uint8Array.from(createHash('sha256').update(facts).digest()) };
}
