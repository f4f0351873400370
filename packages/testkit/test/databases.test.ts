import { afterAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@tessera/testkit';

const made = [createTestDatabase('tenants'), createTestDatabase('tenants')];
afterAll(async () => {
  for (const database of await Promise.all(made)) await database.drop();
});

describe('a test database', () => {
  it('has the tables of its service, and shares no rows with another one', async () => {
    const [one, other] = await Promise.all(made);
    await one!.sql("INSERT INTO clients (id, name, contact_email, country) VALUES (gen_random_uuid(), 'A', 'a@a.example', 'DE')");
    expect(await one!.sql('SELECT name FROM clients')).toEqual([{ name: 'A' }]);
    expect(await other!.sql('SELECT name FROM clients')).toEqual([]);
  });
});
