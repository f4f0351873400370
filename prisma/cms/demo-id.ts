import { createHash } from 'node:crypto';
import type { DemoTenant } from '@tessera/platform';

/** The same id at each run, in the shape of the UUID v7 that the tenant's own id has. */
export function demoId(tenant: DemoTenant, name: string): string {
  const hash = createHash('sha256').update(`${tenant.id} ${name}`).digest('hex');
  return `${tenant.id.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
