import { AppError } from '@tessera/errors';
import type { ContentItem, ContentType } from '../../../../prisma/cms/client/client.ts';
import type { ContentField } from '../domain/content-field.ts';
import { claimsOf, type Claim, type ItemData } from '../domain/item-data.ts';
import { newlyUnique } from '../domain/type-change.ts';
import { fieldsOf } from './content-types.ts';
import type { Transaction } from './scope.ts';
import { standingsOf } from './standings.ts';
import { takeTurns } from './take-turns.ts';

/**
 * Takes what an item's working copy and its published revision claim, and gives up what neither does any more.
 * @throws AppError CONFLICT for a value that another item of the type and locale has
 */
export async function settleClaims(tx: Transaction, item: ContentItem, type: ContentType): Promise<void> {
  const published = await tx.publishedItem.findFirst({ where: { id: item.id } });
  const contents = [item, ...(published ? [published] : [])];
  const wanted = contents.flatMap(({ slug, data }) => claimsOf(fieldsOf(type), slug, data as ItemData));
  await tx.contentClaim.deleteMany({ where: { itemId: item.id, NOT: { OR: wanted } } });
  await tx.contentClaim.createMany({ data: rowsOf(item, wanted), skipDuplicates: true });
  const held = await tx.contentClaim.findMany({ where: { itemId: item.id }, select: { field: true, value: true } });
  const taken = wanted.find(({ field, value }) => !held.some((each) => each.field === field && each.value === value));
  if (taken) throw takenValue(taken);
}

/** Gives up all that a deleted item claimed. */
export async function releaseClaims(tx: Transaction, itemId: string): Promise<void> {
  await tx.contentClaim.deleteMany({ where: { itemId } });
}

/** Claims of all items, after a type's fields changed. Where two have the same value, the first in `standingsOf` keeps it. */
export async function claimAnew(tx: Transaction, type: ContentType, fields: readonly ContentField[]): Promise<void> {
  const names = fields.filter(({ unique }) => unique).map(({ name }) => `data.${name}`);
  await tx.contentClaim.deleteMany({ where: { typeId: type.id, field: { notIn: ['slug', ...names] } } });
  const added = newlyUnique(fieldsOf(type), fields);
  if (added.length === 0) return;
  const claimed = fields.filter(({ name }) => added.includes(name));
  const others = [...fieldsOf(type), ...fields].map(({ name }) => name).filter((name) => !added.includes(name));
  const nextTurn = takeTurns();
  for await (const batch of standingsOf(tx, type.id, others)) {
    await nextTurn();
    const rows = batch.flatMap(({ itemId, locale, slug, data }) => {
      const claims = claimsOf(claimed, slug, data).filter(({ field }) => field !== 'slug');
      return claims.map((claim) => ({ ...claim, locale, itemId }));
    });
    const column = (name: 'locale' | 'field' | 'value' | 'itemId') => rows.map((row) => row[name]);
    // Column by column: row by row, as Prisma sends them, takes three times as long, while saves wait.
    await tx.$executeRaw`
      INSERT INTO content_claims (tenant_id, type_id, locale, field, value, item_id)
      SELECT ${type.tenantId}::uuid, ${type.id}::uuid, claim.* FROM
        unnest(${column('locale')}::text[], ${column('field')}::text[], ${column('value')}::text[], ${column('itemId')}::uuid[]) claim
      ON CONFLICT DO NOTHING`;
  }
}

type ClaimingItem = Pick<ContentItem, 'tenantId' | 'typeId' | 'locale' | 'id'>;

/** In one order, so that two items that claim the same values wait for one another and do not lock each other out. */
function rowsOf({ tenantId, typeId, locale, id }: ClaimingItem, claims: readonly Claim[]) {
  const rows = claims.map(({ field, value }) => ({ tenantId, typeId, locale, field, value, itemId: id }));
  return rows.sort((a, b) => (a.field + a.value < b.field + b.value ? -1 : 1));
}

function takenValue({ field }: Claim): AppError {
  const cure = field === 'slug' ? 'Another item of this type and locale has that slug.' : 'Another item has that value, and it is unique.';
  return new AppError('CONFLICT', `\`input.${field}\`: ${cure} Choose another.`, { field: `input.${field}` });
}
