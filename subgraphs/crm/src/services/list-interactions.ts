import type { Connection } from '@tessera/subgraph';
import type { Interaction } from '../../../../prisma/crm/client/client.ts';
import { interactionFilter } from '../domain/interaction.ts';
import { WORD_FOR, type RecordType } from '../domain/record-type.ts';
import { interactions, PARENT_COLUMN, type InteractionOrderField } from '../loaders/sources/interactions.ts';
import type { Parent } from '../loaders/sql-list.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

export type InteractionsRequest = ListRequest<InteractionOrderField>;
const LATEST_FIRST = { field: 'OCCURRED_AT', direction: 'DESC' } as const;

/** The interactions on records that the caller may see. @throws AppError BAD_USER_INPUT */
export async function listInteractions(
  { load }: Scope,
  request: InteractionsRequest,
): Promise<Connection<Interaction>> {
  return load.lists.page(interactions, 'interactions', readListRequest(request, interactionFilter, LATEST_FIRST));
}

/** Those on one record. */
export async function listInteractionsOn(
  { load }: Scope,
  type: RecordType,
  { id, tenantId }: Parent,
  request: InteractionsRequest,
): Promise<Connection<Interaction>> {
  const args = readListRequest(request, interactionFilter, LATEST_FIRST);
  const parent = { column: PARENT_COLUMN[type], id, tenantId };
  return load.lists.page(interactions, `${WORD_FOR[type]}.interactions`, args, parent);
}
