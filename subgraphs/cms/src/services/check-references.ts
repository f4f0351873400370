import type { ContentField } from '../domain/content-field.ts';
import { referencesIn, type ItemData, type Problem } from '../domain/item-data.ts';
import { invalidData } from './refusals.ts';
import type { Transaction } from './scope.ts';

/**
 * Holds the references of valid data against what is there: documents that the caller may see, or that are published.
 * @throws AppError BAD_USER_INPUT
 */
export async function checkReferences(tx: Transaction, fields: readonly ContentField[], data: ItemData): Promise<void> {
  const references = referencesIn(fields, data);
  if (references.length === 0) return;
  const keyOf = await typesOfDocuments(tx, references.map(({ id }) => id));
  const problems = references.flatMap(({ path, id, types }): Problem[] => {
    const key = keyOf.get(id);
    if (key === undefined) return [{ path, message: 'There is no such document, or it is not yours to see.' }];
    if (types.length === 0 || types.includes(key)) return [];
    return [{ path, message: `It leads to a document of the type ${key}, and has to lead to: ${types.join(', ')}.` }];
  });
  if (problems.length > 0) throw invalidData(problems);
}

/** Document to the key of its type, of those that the caller may see, or that are published. */
export async function typesOfDocuments(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const query = { where: { documentId: { in: [...new Set(ids)] } }, select: { documentId: true, typeId: true } };
  const items = await tx.contentItem.findMany({ ...query, where: { ...query.where, deletedAt: null } });
  const published = await tx.publishedItem.findMany(query);
  const found = [...items, ...published];
  const typeIds = found.map(({ typeId }) => typeId);
  const types = await tx.contentType.findMany({ where: { id: { in: typeIds } }, select: { id: true, key: true } });
  const keys = new Map(types.map(({ id, key }) => [id, key]));
  return new Map(found.map(({ documentId, typeId }) => [documentId, keys.get(typeId) ?? '']));
}
