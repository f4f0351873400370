import { v7 as uuid } from 'uuid';
import { parseInput } from '@tessera/subgraph';
import type { Interaction } from '../../../../prisma/crm/client/client.ts';
import { newInteraction, type NewInteraction } from '../domain/interaction.ts';
import { WORD_FOR } from '../domain/record-type.ts';
import { findRecord } from './find-record.ts';
import { PARENT_OF } from './retire-attachments.ts';
import { writerOf, type Scope } from './scope.ts';
import { missingIfRefused } from './refusals.ts';

/** @throws AppError BAD_USER_INPUT; NOT_FOUND for a record that the caller may not write */
export async function createInteraction(scope: Scope, input: NewInteraction): Promise<Interaction> {
  const { tenantId, userId } = writerOf(scope);
  const { recordType, recordId, occurredAt = new Date(), ...values } = parseInput(newInteraction, input);
  const record = await findRecord(scope, recordType, recordId);
  const data = { ...values, occurredAt, tenantId, id: uuid(), authorId: userId, [PARENT_OF[recordType]]: record.id };
  return scope.db
    .query((prisma) => prisma.interaction.create({ data }))
    .catch(missingIfRefused(WORD_FOR[recordType]));
}
