import type { Connection } from '@tessera/subgraph';
import type { ApiKeyRecord, IssuedKey } from './services/api-keys/api-key-record.ts';
import type { AuthEventRecord } from './services/list-auth-events.ts';
import type { SessionRecord } from './services/list-sessions.ts';
import type { SigningKeyRecord } from './services/list-signing-keys.ts';
import type { KnownTenant } from './services/find-tenant.ts';
import type { AcceptedInvitation } from './services/registration/accept-invitation.ts';
import type { InvitationPreview } from './services/registration/preview-invitation.ts';
import type { OpenedSession, UserRecord } from './services/open-session.ts';

/** What a resolver's parent really is: `FooRow` stands for the GraphQL type `Foo`. */
export type SessionRow = OpenedSession;
/** A user as the session that was just opened shows it, with its right in that session. */
export interface SessionUser extends UserRecord {
  readonly session: Pick<OpenedSession, 'role' | 'tenantId'>;
}
/** Whole where a service has just shown that the caller may see the user; else a reference, which a loader resolves. */
export type UserRow = SessionUser | UserRecord | { readonly id: string };
export type UserConnectionRow = Connection<UserRecord>;
export type TenantRow = KnownTenant | { readonly id: string };
export type UserSessionRow = SessionRecord;
export type UserSessionConnectionRow = Connection<SessionRecord>;
export type ApiKeyRow = ApiKeyRecord;
export type ApiKeyConnectionRow = Connection<ApiKeyRecord>;
export type IssuedApiKeyRow = IssuedKey;
export type AuthEventRow = AuthEventRecord;
export type AuthEventConnectionRow = Connection<AuthEventRecord>;
export type SigningKeyRow = SigningKeyRecord;
export type AcceptInvitationPayloadRow = AcceptedInvitation;
export type InvitationPreviewRow = InvitationPreview;
