import { defineEvents } from '@tessera/events';

/** Users are counted from here, and the audit tells of every login and refusal. No hash and no token is ever listed. */
export default defineEvents({
  users: { entity: 'User', columns: ['email', 'status'], tenantColumn: null },
  auth_events: {
    entity: 'AuthEvent',
    columns: ['kind', 'succeeded', 'reason', 'user_id', 'session_id', 'email', 'address'],
  },
});
