import { parseInput, type Connection, type PageArgs } from '@tessera/subgraph';
import type { ContentItem, ContentSchedule, Prisma } from '../../../../../prisma/cms/client/client.ts';
import { scheduleFilter } from '../../domain/schedule.ts';
import { readList, type ListRequest } from '../read-list.ts';
import type { Scope } from '../scope.ts';

const SORTS = { DUE_AT: { by: 'dueAt', kind: 'date' } } as const;

/** What is to be published or unpublished by itself, or was. @throws AppError BAD_USER_INPUT */
export function listSchedules(scope: Scope, request: ListRequest<keyof typeof SORTS>): Promise<Connection<ContentSchedule>> {
  const { status, dueFrom, dueBefore } = parseInput(scheduleFilter, request.filter ?? {}, 'filter');
  const where = { dueAt: { gte: dueFrom, lt: dueBefore }, ...(status && { status: { in: status } }) };
  return read(scope, 'contentSchedules', where, 'ASC', request);
}

/** Those of one item, the latest first. @throws AppError BAD_USER_INPUT */
export function listSchedulesOf(scope: Scope, { id: itemId }: ContentItem, args: PageArgs): Promise<Connection<ContentSchedule>> {
  return read(scope, 'item.schedules', { itemId }, 'DESC', args);
}

function read(
  { db }: Scope,
  list: string,
  where: Prisma.ContentScheduleWhereInput,
  direction: 'ASC' | 'DESC',
  request: ListRequest<keyof typeof SORTS>,
): Promise<Connection<ContentSchedule>> {
  return readList(request, {
    list,
    sorts: SORTS,
    fallback: { field: 'DUE_AT', direction },
    find: ({ where: fromCursor, ...keyset }) =>
      db.query((prisma) => prisma.contentSchedule.findMany({ where: { AND: [where, fromCursor] }, ...keyset })),
    count: () => db.query((prisma) => prisma.contentSchedule.count({ where })),
  });
}
