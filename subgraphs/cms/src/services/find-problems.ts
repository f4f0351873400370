import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { problemsOf, type ItemData, type Problem } from '../domain/item-data.ts';
import { fieldsOf } from './content-types.ts';
import type { Scope } from './scope.ts';

/** What keeps an item from being submitted or published. */
export async function findProblems({ load }: Scope, { typeId, data }: ContentItem): Promise<Problem[]> {
  const type = await load.contentType.load(typeId);
  return type ? problemsOf(fieldsOf(type), data as ItemData, 'complete') : [];
}
