import { v7 } from 'uuid';
import type { Caller } from './world.ts';

export interface Made {
  readonly id: string;
  readonly version: number;
}

/** Adds a customer with an e-mail of its own. */
export async function addCustomer(caller: Caller, input: object = {}): Promise<Made> {
  const source = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id version } }';
  const values = { name: 'Ada Lovelace', email: `${v7()}@example.com`, ...input };
  return (await caller.get(source, { input: values }))['createCustomer'];
}

export async function addLead(caller: Caller, input: object = {}): Promise<Made> {
  const source = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id version } }';
  const values = { name: 'Grace Hopper', email: `${v7()}@example.com`, company: 'Navy', ...input };
  return (await caller.get(source, { input: values }))['createLead'];
}

export async function addDeal(caller: Caller, customerId: string, input: object = {}): Promise<Made> {
  const source = 'mutation ($input: CreateDealInput!) { createDeal(input: $input) { id version } }';
  const values = { title: 'Licence', customerId, amountMinor: 1000, currency: 'EUR', ...input };
  return (await caller.get(source, { input: values }))['createDeal'];
}

export async function addInteraction(caller: Caller, recordType: string, recordId: string): Promise<Made> {
  const source = 'mutation ($input: CreateInteractionInput!) { createInteraction(input: $input) { id version } }';
  const input = { recordType, recordId, type: 'NOTE', subject: 'Remark' };
  return (await caller.get(source, { input }))['createInteraction'];
}

export const GRANT =
  'mutation ($type: CrmRecordType!, $id: ID!, $user: ID!, $access: RecordAccess!) {' +
  ' grantAccess(recordType: $type, recordId: $id, userId: $user, access: $access) { id access } }';

export async function grant(owner: Caller, type: string, id: string, to: Caller, access: string): Promise<void> {
  await owner.get(GRANT, { type, id, user: to.userId, access });
}
