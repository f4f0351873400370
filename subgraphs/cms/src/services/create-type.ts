import { parseInput } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import type { ContentType, Prisma } from '../../../../prisma/cms/client/client.ts';
import { newContentType, type NewContentType } from '../domain/content-type.ts';
import { checkTitleField } from './content-types.ts';
import { takenAs } from './refusals.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, CONFLICT for a key that is taken */
export async function createType(scope: Scope, input: NewContentType): Promise<ContentType> {
  const { tenantId } = writerOf(scope);
  const { fields, ...values } = parseInput(newContentType, input);
  checkTitleField(fields, values.titleField);
  const data = { ...values, fields: fields as unknown as Prisma.InputJsonArray, tenantId, id: uuid() };
  return scope.db
    .query((prisma) => prisma.contentType.create({ data }))
    .catch(takenAs(`There is a content type \`${values.key}\` already; choose another key.`));
}
