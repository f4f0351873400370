import { conflict, notFound } from '@tessera/errors';
import type { ContentItem, ContentType } from '../../../../prisma/cms/client/client.ts';
import { problemsOf, type ItemData } from '../domain/item-data.ts';
import { after, refusalOf, type Transition } from '../domain/item-state.ts';
import { fieldsOf, holdType } from './content-types.ts';
import { lockItem } from './lock-item.ts';
import { invalidData } from './refusals.ts';
import { isOwn, writerOf, type Scope, type Transaction } from './scope.ts';

/** What besides the state a transition changes: runs on the item as it was, and tells what to set on it. */
export type Effect = (
  tx: Transaction,
  item: ContentItem,
  type: ContentType,
) => Promise<Partial<Pick<ContentItem, 'publishedRevision' | 'publishedAt'>>>;

/** Takes an item to another state, if its own allows it. @throws AppError as `changeLockedState`; NOT_FOUND, CONFLICT */
export async function changeItemState(
  scope: Scope,
  itemId: string,
  version: number,
  transition: Transition,
  effect?: Effect,
): Promise<ContentItem> {
  writerOf(scope);
  return scope.db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId, version);
    if (takesFromReaders(transition) && !isOwn(scope, item)) throw notFound('content item');
    return changeLockedState(tx, item, transition, effect);
  });
}

const takesFromReaders = (transition: Transition) => transition === 'unpublish' || transition === 'archive';

/** @throws AppError CONFLICT for a state that does not allow it, or an item that is not complete */
export async function changeLockedState(
  tx: Transaction,
  item: ContentItem,
  transition: Transition,
  effect?: Effect,
): Promise<ContentItem> {
  const type = await holdType(tx, item.typeId);
  const standing = { state: item.state, isLive: item.publishedRevision !== null };
  const refusal = refusalOf(transition, standing, type);
  if (refusal) throw conflict(refusal, item.version);
  if (transition === 'submit' || transition === 'publish') checkComplete(type, item.data as ItemData);
  const more = await effect?.(tx, item, type);
  return tx.contentItem.update({
    where: { tenantId_id: { tenantId: item.tenantId, id: item.id } },
    data: { ...more, state: after(transition, standing).state, version: { increment: 1 } },
  });
}

/** @throws AppError CONFLICT that tells what is missing, and where */
export function checkComplete(type: ContentType, data: ItemData): void {
  const problems = problemsOf(fieldsOf(type), data, 'complete');
  if (problems.length > 0) throw invalidData(problems, 'CONFLICT');
}
