import { conflict } from '@tessera/errors';
import { parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { ContentType } from '../../../../prisma/cms/client/client.ts';
import type { ContentField } from '../domain/content-field.ts';
import { contentTypeChanges, type ContentTypeChanges } from '../domain/content-type.ts';
import { claimAnew } from './claims.ts';
import { checkTitleField, fieldsOf } from './content-types.ts';
import { previewOf } from './preview-type-change.ts';
import { writerOf, type Scope, type Transaction } from './scope.ts';

const TIMEOUT_MS = 30_000;

/**
 * Changes a type, in one transaction with the look at what that breaks: saves of its items wait for it.
 * @param force whether to go on when something that is published breaks
 * @throws AppError BAD_USER_INPUT, NOT_FOUND; CONFLICT for a stale version, and for what would break
 */
export async function updateType(
  scope: Scope,
  typeId: string,
  version: number,
  input: ContentTypeChanges,
  force: boolean,
): Promise<ContentType> {
  writerOf(scope);
  const id = parseId('content type', typeId);
  const { fields, ...values } = parseChanges(contentTypeChanges, input);
  return scope.db.transaction(
    async (tx) => {
      const before = await tx.contentType.findFirst({ where: { id, deletedAt: null } });
      const changed = await tx.contentType.updateManyAndReturn({
        where: { id, version, deletedAt: null },
        data: { ...values, ...(fields && { fields }), version: { increment: 1 } },
      });
      const type = await settleUpdate({ what: 'content type', changed, version, current: async () => before });
      checkTitleField(fieldsOf(type), type.titleField);
      if (fields && before) await takeOver(tx, before, fields, force);
      return type;
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

async function takeOver(tx: Transaction, before: ContentType, fields: readonly ContentField[], force: boolean): Promise<void> {
  const { brokenPublished, breaks } = await previewOf(tx, before, fields);
  if (brokenPublished > 0 && !force) {
    const titles = breaks.filter(({ published }) => published).slice(0, 3).map(({ title }) => `"${title}"`);
    throw conflict(
      `This would break ${brokenPublished} published ${brokenPublished === 1 ? 'item' : 'items'} (${titles.join(', ')}). ` +
        '`contentTypeChangePreview` tells why. Mend them first, or send `force: true`.',
    );
  }
  await claimAnew(tx, before, fields);
}
