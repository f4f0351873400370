import { keysetQuery, parseInput, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Prisma, Subscription } from '../../../../../prisma/billing/client/client.ts';
import { subscriptionFilter } from '../../domain/inputs.ts';
import type { Scope } from '../scope.ts';

const SORTS = { CREATED_AT: 'createdAt', PERIOD_END: 'periodEnd' } as const;

export interface SubscriptionsRequest extends PageArgs {
  readonly filter?: object | null;
  readonly orderBy?: { readonly field?: keyof typeof SORTS; readonly direction?: 'ASC' | 'DESC' } | null;
}

/** The subscriptions that the caller may see, newest first unless ordered otherwise. @throws AppError BAD_USER_INPUT */
export async function listSubscriptions({ db }: Scope, request: SubscriptionsRequest): Promise<Connection<Subscription>> {
  const { field = 'CREATED_AT', direction = 'DESC' } = request.orderBy ?? {};
  const order = { list: 'subscriptions', field: SORTS[field], direction: direction === 'ASC' ? 'asc' : 'desc' } as const;
  const page = readPage(request, order);
  const { status, planId } = parseInput(subscriptionFilter, request.filter ?? {}, 'filter');
  const where: Prisma.SubscriptionWhereInput = { ...(status && { status: { in: status } }), planId };
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date', periodEnd: 'date' });
  const rows = await db.query((prisma) => prisma.subscription.findMany({ where: { AND: [where, fromCursor] }, ...keyset }));
  const totalCount = () => db.query((prisma) => prisma.subscription.count({ where }));
  return toConnection(rows, page, (row, sortedBy) => row[sortedBy], totalCount);
}
