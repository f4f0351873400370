import { Customers, Login, Me } from './documents.ts';
import type { CustomersQuery } from './generated/graphql.ts';
import { send, TesseraError } from './send.ts';

/**
 * Logs in and prints the tenant's customers:
 *   npm start -w examples/typed-client -- <email> <password> [tenant]
 * TESSERA_ENDPOINT names the endpoint, http://127.0.0.1:4000/graphql by default.
 */
async function main(): Promise<void> {
  const endpoint = process.env['TESSERA_ENDPOINT'] ?? 'http://127.0.0.1:4000/graphql';
  const [email, password, tenant] = process.argv.slice(2);
  if (!email || !password) throw new TesseraError('Usage: npm start -w examples/typed-client -- <email> <password> [tenant]', 'USAGE');

  const { login } = await send(endpoint, null, Login, { email, password, tenant });
  const { me } = await send(endpoint, login.accessToken, Me);
  console.log(`${me.email}, ${me.role} of ${me.tenant?.name ?? 'the platform'}`);

  let after: string | null | undefined = null;
  do {
    const { customers }: CustomersQuery = await send(endpoint, login.accessToken, Customers, { after });
    for (const each of customers.nodes) console.log(`- ${each.name} <${each.email}>, ${each.company ?? 'no company'}`);
    after = customers.pageInfo.hasNextPage ? customers.pageInfo.endCursor : null;
  } while (after);
}

main().catch((error: unknown) => {
  console.error(error instanceof TesseraError ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
});
