import DataLoader from 'dataloader';
import { BATCH_ONLY } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import { isUuid } from '../domain/ids.ts';

/** Rows by id; null for one that is missing, deleted or not the caller's to see, and for what is no id at all. */
export type RecordLoader<Row> = DataLoader<string, Row | null>;

function recordLoader<Row extends { readonly id: string }>(
  read: (ids: string[]) => Promise<Row[]>,
): RecordLoader<Row> {
  const batch = async (asked: readonly string[]) => {
    const ids = [...new Set(asked.filter(isUuid).map((id) => id.toLowerCase()))];
    const rows = ids.length > 0 ? await read(ids) : [];
    const byId = new Map(rows.map((row) => [row.id, row]));
    return asked.map((id) => byId.get(id.toLowerCase()) ?? null);
  };
  return new DataLoader(batch, BATCH_ONLY);
}

export function createRecordLoaders(db: ScopedDb<PrismaClient>) {
  const live = (ids: string[]) => ({ where: { id: { in: ids }, deletedAt: null } });
  return {
    customer: recordLoader((ids) => db.query((prisma) => prisma.customer.findMany(live(ids)))),
    deal: recordLoader((ids) => db.query((prisma) => prisma.deal.findMany(live(ids)))),
    interaction: recordLoader((ids) => db.query((prisma) => prisma.interaction.findMany(live(ids)))),
    lead: recordLoader((ids) => db.query((prisma) => prisma.lead.findMany(live(ids)))),
    pipeline: recordLoader((ids) => db.query((prisma) => prisma.pipeline.findMany(live(ids)))),
    stage: recordLoader((ids) => db.query((prisma) => prisma.pipelineStage.findMany({ where: { id: { in: ids } } }))),
  };
}
