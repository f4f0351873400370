import { defineEvents } from '@tessera/events';

/** Users are counted from here, and the audit tells of every login, refusal and API key. No hash and no token is ever listed. */
export default defineEvents({
  users: { entity: 'User', columns: ['email', 'status'], tenantColumn: null },
  api_keys: {
    entity: 'ApiKey',
    columns: ['name', 'prefix', 'user_id', 'scopes', 'expires_at', 'revoked_at', 'revoked_by_id'],
  },
  auth_events: {
    entity: 'AuthEvent',
    columns: ['kind', 'succeeded', 'reason', 'user_id', 'session_id', 'email', 'address'],
  },
});
