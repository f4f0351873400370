import { parseId, parseInput } from '@tessera/subgraph';
import type { ContentType } from '../../../../prisma/cms/client/client.ts';
import { contentFields, type ContentField } from '../domain/content-field.ts';
import { createBreakFinder, newlyUnique, unchanged, type Break } from '../domain/type-change.ts';
import { fieldsOf } from './content-types.ts';
import type { Scope, Transaction } from './scope.ts';
import { standingsOf } from './standings.ts';
import { takenValuesOf } from './taken-values.ts';
import { takeTurns } from './take-turns.ts';

const MOST_SHOWN = 100;
/** A type may have many items, and a preview reads them all. */
const TIMEOUT_MS = 30_000;

/** What a change of a type would break. */
export interface ChangePreview {
  readonly items: number;
  readonly brokenDrafts: number;
  readonly brokenPublished: number;
  /** The first hundred. */
  readonly breaks: Break[];
}

/** Null for a type that is missing. @throws AppError BAD_USER_INPUT */
export async function previewTypeChange(scope: Scope, typeId: string, input: readonly object[]): Promise<ChangePreview | null> {
  const fields = parseInput(contentFields, input, 'fields');
  const type = await scope.load.contentType.load(parseId('content type', typeId));
  // One moment for all batches: an item that is saved meanwhile is counted once, as it was.
  const options = { isolationLevel: 'RepeatableRead', timeoutMs: TIMEOUT_MS } as const;
  return type && scope.db.transaction((tx) => previewOf(tx, type, fields), options);
}

/** Reads every item of the type, as the transaction sees them. Others of the process have their turns meanwhile. */
export async function previewOf(
  tx: Transaction,
  type: Pick<ContentType, 'id' | 'fields'>,
  fields: readonly ContentField[],
): Promise<ChangePreview> {
  const before = fieldsOf(type);
  const breakOf = createBreakFinder(before, fields);
  const takenOf = await takenValuesOf(tx, type.id, newlyUnique(before, fields));
  const nextTurn = takeTurns();
  const preview = { items: 0, brokenDrafts: 0, brokenPublished: 0, breaks: [] as Break[] };
  for await (const batch of standingsOf(tx, type.id, unchanged(before, fields))) {
    for (const standing of batch) {
      await nextTurn();
      if (!standing.published) preview.items += 1;
      const found = breakOf(standing, await takenOf(standing));
      if (!found) continue;
      preview[found.published ? 'brokenPublished' : 'brokenDrafts'] += 1;
      if (preview.breaks.length < MOST_SHOWN) preview.breaks.push(found);
    }
  }
  return preview;
}
