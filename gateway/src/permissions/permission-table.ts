import { readFile } from 'node:fs/promises';
import type { MergedTable } from '@tessera/permissions';
import { z } from 'zod';
import { ROLES } from '@tessera/identity';

const roles = z.array(z.enum(ROLES));
const ruleSchema = z.strictObject({
  who: z.union([z.enum(['anyone', 'signedIn', 'nobody']), roles]),
  scope: z.string().optional(),
  inTenant: z.boolean().optional(),
  feature: z.string().optional(),
  inputs: z.record(z.string(), roles).optional(),
});
const tableSchema = z.object({
  rules: z.record(z.string(), z.array(ruleSchema)),
  possibleTypes: z.record(z.string(), z.array(z.string())),
});

/**
 * Reads supergraph.permissions.json. A key of a rule that is unknown here is an error and not ignored: it could be the
 * one that restricts.
 */
export async function readPermissionTable(path: string): Promise<MergedTable> {
  return tableSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
