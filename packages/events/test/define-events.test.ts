import { describe, expect, it } from '@jest/globals';
import { FOUNDATION_SQL, announceSql, defineEvents } from '@tessera/events';

describe('an event contract', () => {
  it.each(['password_hash', 'secret', 'refresh_token', 'token', 'private_key', 'otp', 'client_secret_id'])(
    'refuses the column %s, which looks like a credential',
    (column) => {
      expect(() => defineEvents({ users: { entity: 'User', columns: ['email', column] } })).toThrow('credential');
    },
  );

  it.each(['password_changed_at', 'prompt_tokens', 'hashtag', 'tokenised_at'])('accepts the column %s', (column) => {
    expect(defineEvents({ users: { entity: 'User', columns: [column] } })).toHaveProperty('users.columns', [column]);
  });

  it.each([
    ['a table that is no identifier', { 'Users; DROP': { entity: 'User', columns: ['email'] } }],
    ['a column that is no identifier', { users: { entity: 'User', columns: ['e"mail'] } }],
    ['an entity that is not in PascalCase', { users: { entity: 'user', columns: ['email'] } }],
    ['a table without columns', { users: { entity: 'User', columns: [] } }],
    ['a column listed twice', { users: { entity: 'User', columns: ['email', 'email'] } }],
    [
      'an entity of two tables',
      { users: { entity: 'User', columns: ['email'] }, people: { entity: 'User', columns: ['email'] } },
    ],
  ])('refuses %s', (_what, contract) => {
    expect(() => defineEvents(contract)).toThrow('contract/events.ts');
  });

  it('becomes one call a table', () => {
    const events = defineEvents({
      customers: { entity: 'Customer', columns: ['name'] },
      tenants: { entity: 'Tenant', columns: ['slug'], tenantColumn: 'id' },
      users: { entity: 'User', columns: ['email'], tenantColumn: null },
    });
    expect(announceSql(events).trim().split('\n')).toEqual([
      "SELECT tessera.announce_only(ARRAY['Customer', 'Tenant', 'User']::text[]);",
      "SELECT tessera.announce('public.customers', 'Customer', ARRAY['name'], 'tenant_id', 'id');",
      "SELECT tessera.announce('public.tenants', 'Tenant', ARRAY['slug'], 'id', 'id');",
      "SELECT tessera.announce('public.users', 'User', ARRAY['email'], NULL, 'id');",
    ]);
  });
});

describe('the foundation', () => {
  it.each(['', 'Crm', "x'; DROP", '1st'])('refuses %j as a prefix of roles', (prefix) => {
    expect(() => FOUNDATION_SQL(prefix)).toThrow('prefix');
  });
});
