import { asAdmin, serverFromUrl } from '@tessera/platform';
import { dropDatabases, testServerUrl } from '@tessera/testkit';

/** Removes the template database that a generated subgraph's tests have made on this run's server, and its roles. */
export async function dropTemplate(service: string): Promise<void> {
  const template = `template_${service.replaceAll('-', '_')}`;
  const drop = `DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`;
  await asAdmin(serverFromUrl(testServerUrl()), (admin) => admin.query(drop));
  await dropDatabases(template);
}
