import { demoId, type DemoCustomer, type DemoTenant, type SeedContext } from '@tessera/platform';
import type { TransactionClient } from '@tessera/tenancy';
import { prepareTenant } from '../../subgraphs/crm/src/services/prepare-tenant.ts';
import type { PrismaClient } from './client/client.ts';
import { DEALS, INTERACTIONS, LEADS } from './demo-records.ts';

type Transaction = TransactionClient<PrismaClient>;

/** When the demo's story begins; its records follow in hours, so that lists have an order. */
const BEGIN = Date.parse('2026-01-05T09:00:00Z');
const HOUR_MS = 3600 * 1000;
const at = (hours: number) => new Date(BEGIN + hours * HOUR_MS);

/** The demo's customers, and around them a pipeline with deals, leads and interactions. What is there already stays. */
export async function seed({ database, world }: SeedContext<PrismaClient>): Promise<void> {
  for (const tenant of world.tenants) {
    await prepareTenant(database, tenant.id);
    const db = database.tenant({ tenantId: tenant.id, userId: null, rowScope: 'all', requestId: 'seed' });
    await db.transaction(async (tx) => {
      await putCustomers(tx, tenant);
      await putDeals(tx, tenant);
      await putLeads(tx, tenant);
      await putInteractions(tx, tenant);
      await putGrants(tx, tenant);
    });
  }
}

async function putCustomers(tx: Transaction, { id: tenantId, customers }: DemoTenant): Promise<void> {
  const data = customers.map(({ id, ownerId, name, email, company }, index) => {
    return { tenantId, id, ownerId, name, email, company, createdAt: at(index), updatedAt: at(index) };
  });
  await tx.customer.createMany({ data, skipDuplicates: true });
}

async function putDeals(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const { id: pipelineId, stages } = await tx.pipeline.findFirstOrThrow({
    where: { isDefault: true },
    include: { stages: { orderBy: { position: 'asc' } } },
  });
  const data = DEALS.map(({ place, stage: stageName, closedAfter, ...deal }, index) => {
    const customer = customerAt(tenant, place);
    const stage = stages.find(({ name }) => name === stageName);
    if (!stage) throw new Error(`The default pipeline of ${tenant.slug} has no stage ${stageName}.`);
    return {
      ...deal,
      tenantId: tenant.id,
      id: demoId(tenant, `deal ${index}`),
      ownerId: customer.ownerId,
      customerId: customer.id,
      pipelineId,
      stageId: stage.id,
      probability: stage.probability,
      status: stage.kind,
      currency: tenant.country === 'US' ? 'USD' : 'EUR',
      closedAt: closedAfter === undefined ? null : at(closedAfter),
      createdAt: at(10 + index * 24),
      updatedAt: at(closedAfter ?? 10 + index * 24),
    };
  });
  await tx.deal.createMany({ data, skipDuplicates: true });
}

async function putLeads(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const data = LEADS.map((lead, index) => ({
    ...lead,
    tenantId: tenant.id,
    id: demoId(tenant, `lead ${index}`),
    ownerId: customerAt(tenant, index).ownerId,
    createdAt: at(20 + index * 30),
    updatedAt: at(20 + index * 30),
  }));
  await tx.lead.createMany({ data, skipDuplicates: true });
}

async function putInteractions(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const data = INTERACTIONS.map(({ on, place, ...interaction }, index) => {
    const customer = customerAt(tenant, place);
    const record = {
      customer: { customerId: customer.id },
      deal: { dealId: demoId(tenant, `deal ${place}`) },
      lead: { leadId: demoId(tenant, `lead ${place}`) },
    }[on];
    const occurredAt = at(40 + index * 17);
    return {
      ...interaction,
      ...record,
      tenantId: tenant.id,
      id: demoId(tenant, `interaction ${index}`),
      authorId: customer.ownerId,
      occurredAt,
      createdAt: occurredAt,
      updatedAt: occurredAt,
    };
  });
  await tx.interaction.createMany({ data, skipDuplicates: true });
}

/** A VIEWER sees only what it was granted: the first customer. */
async function putGrants(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const { id: recordId, ownerId: grantedBy } = customerAt(tenant, 0);
  const viewers = tenant.members.filter((member) => member.role === 'VIEWER');
  const data = viewers.map(({ userId }) => ({
    tenantId: tenant.id,
    id: demoId(tenant, `grant ${userId}`),
    recordType: 'Customer',
    recordId,
    userId,
    access: 'READ',
    grantedBy,
    createdAt: at(5),
  }));
  await tx.recordGrant.createMany({ data, skipDuplicates: true });
}

function customerAt({ slug, customers }: DemoTenant, place: number): DemoCustomer {
  const customer = customers[place % customers.length];
  if (!customer) throw new Error(`The demo tenant ${slug} has no customers.`);
  return customer;
}
