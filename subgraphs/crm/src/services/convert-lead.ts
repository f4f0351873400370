import { badInput, conflict, notFound } from '@tessera/errors';
import { v7 as uuid } from 'uuid';
import { parseId, parseInput, stale, type HeldLimit } from '@tessera/subgraph';
import type { z } from 'zod';
import type { Customer, Deal, Lead } from '../../../../prisma/crm/client/client.ts';
import { leadConversion, type LeadConversion } from '../domain/lead.ts';
import { chooseStage } from './choose-stage.ts';
import { EMAIL_TAKEN } from './create-customer.ts';
import { findCustomer } from './find-customer.ts';
import { writerOf, type Scope, type Transaction, type Writer } from './scope.ts';
import { takenAs } from './refusals.ts';

export interface Conversion {
  readonly lead: Lead;
  readonly customer: Customer;
  readonly deal: Deal;
}
type Wish = z.output<typeof leadConversion>;

/**
 * Turns a lead into a customer and a deal, all or nothing and only once: the lead is locked first, so of two at the
 * same time the second finds it converted.
 * @throws AppError BAD_USER_INPUT; PLAN_LIMIT_REACHED; NOT_FOUND, also for whoever has no more than a write grant;
 *   CONFLICT for a stale version, a lead that was converted or an e-mail that a customer has already
 */
export async function convertLead(
  scope: Scope,
  leadId: string,
  version: number,
  input: LeadConversion,
): Promise<Conversion> {
  const writer = writerOf(scope);
  const id = parseId('lead', leadId);
  const wish = parseInput(leadConversion, input);
  const work = scope.limits.within(writer.tenantId, 'customers', (limit) =>
    scope.db.transaction(async (tx) => {
      const lead = await lockLead(tx, writer, id, version);
      const { customerId } = wish;
      const customer = customerId ? await findCustomer(tx, customerId) : await addCustomer(tx, lead, wish, limit);
      const deal = await addDeal(tx, lead, customer, wish);
      return { lead: await markConverted(tx, lead, customer, deal), customer, deal };
    }),
  );
  return work.catch(takenAs(`${EMAIL_TAKEN} Name it as \`customerId\` to use it.`, 'input.email'));
}

async function lockLead(tx: Transaction, { owned }: Writer, id: string, version: number): Promise<Lead> {
  await tx.$queryRaw`SELECT id FROM leads WHERE id = ${id}::uuid FOR UPDATE`;
  const lead = await tx.lead.findFirst({ where: { ...owned, id, deletedAt: null } });
  if (!lead) throw notFound('lead');
  if (lead.status === 'CONVERTED') throw conflict('The lead has been converted already.', lead.version);
  if (lead.version !== version) throw stale('lead', lead.version);
  return lead;
}

async function addCustomer(tx: Transaction, lead: Lead, wish: Wish, limit: HeldLimit | null): Promise<Customer> {
  const email = wish.email ?? lead.email;
  if (!email) throw badInput('input.email', '`input.email`: The lead has none, and a customer needs one.');
  const { tenantId, ownerId, name, phone, company } = lead;
  await limit?.hold(tx);
  return tx.customer.create({ data: { tenantId, id: uuid(), ownerId, name, email, phone, company } });
}

async function addDeal(tx: Transaction, lead: Lead, customer: Customer, wish: Wish): Promise<Deal> {
  const stage = await chooseStage(tx, wish);
  return tx.deal.create({
    data: {
      tenantId: lead.tenantId,
      id: uuid(),
      ownerId: lead.ownerId,
      customerId: customer.id,
      pipelineId: stage.pipelineId,
      stageId: stage.id,
      probability: stage.probability,
      title: wish.dealTitle ?? lead.company ?? lead.name,
      amountMinor: wish.amountMinor ?? 0,
      currency: wish.currency,
      expectedCloseDate: wish.expectedCloseDate,
    },
  });
}

async function markConverted(tx: Transaction, lead: Lead, customer: Customer, deal: Deal): Promise<Lead> {
  const { tenantId, id } = lead;
  return tx.lead.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      status: 'CONVERTED',
      convertedAt: new Date(),
      customerId: customer.id,
      dealId: deal.id,
      version: { increment: 1 },
    },
  });
}
