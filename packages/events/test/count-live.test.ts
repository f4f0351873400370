import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { countLive, defineEvents } from '@tessera/events';
import { createScratchDatabase } from '@tessera/testkit';

const events = defineEvents({ audits: { entity: 'Audit', columns: ['what'] } });

describe('counting live rows where some belong to no tenant', () => {
  it('counts those under an empty tenant id', async () => {
    await using database = await createScratchDatabase(`
      CREATE TABLE audits (id uuid PRIMARY KEY, tenant_id uuid, what text);
      SELECT tessera.platform_table('audits');`);
    const tenant = v7();
    const rows = [null, null, tenant].map((id) => `('${v7()}', ${id ? `'${id}'` : 'NULL'}, 'x')`);
    await database.run('owner', `INSERT INTO audits VALUES ${rows.join(', ')}`);
    const counted = { platform: () => ({ sql: (text: string) => database.run('platform', text) as Promise<never[]> }) };
    const counts = await countLive(counted, events, 'Audit');
    expect(counts).toEqual([{ tenantId: '', rows: 2 }, { tenantId: tenant, rows: 1 }]);
  });
});
