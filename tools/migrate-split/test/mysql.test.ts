import { expect, it } from '@jest/globals';
import { describeWith } from '@tessera/testkit';
import { createNewSystem } from './support/new-system.ts';
import { createOldMysql, createOldPostgres, oldRows } from './support/old-system.ts';

describeWith('TESSERA_TEST_MYSQL_URL', 'an old system on MySQL or MariaDB', (server) => {
  it('gives the same as one on PostgreSQL with the same rows', async () => {
    const rows = oldRows({ users: 700, companies: 60, memberships: 300 });
    await using mysql = await createOldMysql(server, rows);
    await using postgres = await createOldPostgres(rows);
    await using system = await createNewSystem();
    const moved = await system.run('--from', mysql.url);
    expect(moved).toEqual({ code: 0, output: expect.stringContaining('Moved.') });
    const content = await system.content();
    expect(await system.run('--rollback')).toMatchObject({ code: 0 });
    expect(await system.run('--from', postgres.url)).toMatchObject({ code: 0 });
    expect(await system.content()).toBe(content);
    expect(await mysql.run('SELECT count(*) AS count FROM users')).toEqual([{ count: 700 }]);
  }, 120_000);
});
