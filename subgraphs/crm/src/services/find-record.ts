import { notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import { WORD_FOR, type RecordType } from '../domain/record-type.ts';
import type { Scope } from './scope.ts';

/** A customer, lead or deal as far as sharing and interactions are concerned. */
export interface SharedRecord {
  readonly id: string;
  readonly ownerId: string;
}

/** A live record that the caller may see. @throws AppError NOT_FOUND */
export async function findRecord(scope: Scope, type: RecordType, id: string): Promise<SharedRecord> {
  const known = parseId(WORD_FOR[type], id);
  const record: SharedRecord | null = await loaderOf(scope, type).load(known);
  if (!record) throw notFound(WORD_FOR[type]);
  return record;
}

/** A record that the caller may share: its own, or any where the caller reaches all. @throws AppError NOT_FOUND */
export async function findShareableRecord(scope: Scope, type: RecordType, id: string): Promise<SharedRecord> {
  const record = await findRecord(scope, type, id);
  if (scope.actor.rowScope !== 'all' && record.ownerId !== scope.actor.userId) throw notFound(WORD_FOR[type]);
  return record;
}

function loaderOf({ load }: Scope, type: RecordType) {
  switch (type) {
    case 'CUSTOMER':
      return load.customer;
    case 'LEAD':
      return load.lead;
    case 'DEAL':
      return load.deal;
  }
}
