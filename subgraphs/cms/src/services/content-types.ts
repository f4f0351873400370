import { badInput, notFound } from '@tessera/errors';
import type { ContentType } from '../../../../prisma/cms/client/client.ts';
import type { ContentField } from '../domain/content-field.ts';
import type { Db, Transaction } from './scope.ts';

/** A type's fields, as its migration and `contentFields` let them be. */
export const fieldsOf = ({ fields }: Pick<ContentType, 'fields'>) => fields as unknown as readonly ContentField[];

/** @throws AppError NOT_FOUND */
export async function findTypeByKey(db: Db, key: string): Promise<ContentType> {
  const type = await db.query((prisma) => prisma.contentType.findFirst({ where: { key, deletedAt: null } }));
  if (!type) throw notFound(`content type \`${key}\``);
  return type;
}

/**
 * A type as it stays until the transaction ends: what is checked against its fields is stored under the same ones.
 * @throws AppError NOT_FOUND
 */
export async function holdType(tx: Transaction, id: string): Promise<ContentType> {
  await tx.$queryRaw`SELECT id FROM content_types WHERE id = ${id}::uuid FOR SHARE`;
  const type = await tx.contentType.findFirst({ where: { id, deletedAt: null } });
  if (!type) throw notFound('content type');
  return type;
}

/** @throws AppError BAD_USER_INPUT unless the field is there and a text */
export function checkTitleField(fields: readonly ContentField[], titleField: string | null | undefined): void {
  if (!titleField || fields.some(({ name, kind }) => name === titleField && kind === 'TEXT')) return;
  throw badInput('input.titleField', '`input.titleField`: Name a field of the type that is a TEXT.');
}
