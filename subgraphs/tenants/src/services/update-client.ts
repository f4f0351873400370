import { notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Client } from '../../../../prisma/tenants/client/client.ts';
import { country, email, line, optional, phone, required } from './input-checks.ts';
import type { Scope } from './scope.ts';
import { settleUpdate } from './settle-update.ts';

export interface ClientChanges {
  readonly name?: string | null;
  readonly contactEmail?: string | null;
  readonly contactPhone?: string | null;
  readonly country?: string | null;
}

/**
 * Changes a client's particulars.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, or CONFLICT when `version` is not the current one
 */
export async function updateClient(
  { platform }: Scope,
  id: string,
  version: number,
  input: ClientChanges,
): Promise<Client> {
  const changes = {
    name: required(line(200), 'input.name', input.name),
    contactEmail: required(email, 'input.contactEmail', input.contactEmail),
    contactPhone: optional(phone, 'input.contactPhone', input.contactPhone),
    country: optional(country, 'input.country', input.country),
  };
  if (!validate(id)) throw notFound('client');
  return platform.transaction(async (tx) => {
    const data = { ...changes, version: { increment: 1 } };
    const { count } = await tx.client.updateMany({ where: { id, version }, data });
    return settleUpdate('client', count, await tx.client.findUnique({ where: { id } }));
  });
}
