import { randomBytes } from 'node:crypto';
import type { DemoTenant, SeedContext } from '@tessera/platform';
import type { TransactionClient } from '@tessera/tenancy';
import { v7 } from 'uuid';
import type { PrismaClient } from './client/client.ts';

type Transaction = TransactionClient<PrismaClient>;

/** Thirty days, the longest there is. */
const INVITED_MS = 30 * 24 * 60 * 60_000;

/**
 * The demo's tenants with their clients, companies and members. They are open from the start; tenants prepares their
 * services in the same way as those of a service that joins the platform later, as soon as it runs.
 */
export async function seed({ database, world }: SeedContext<PrismaClient>): Promise<void> {
  const requestId = 'seed';
  for (const tenant of world.tenants) {
    await database.platform({ userId: null, requestId }).transaction((tx) => putTenant(tx, tenant));
    const own = database.tenant({ tenantId: tenant.id, userId: null, rowScope: null, requestId });
    await own.transaction((tx) => putMembers(tx, tenant));
    await own.transaction((tx) => putInvitations(tx, tenant));
  }
}

async function putTenant(tx: Transaction, demo: DemoTenant): Promise<void> {
  const { id, clientId, companyId, slug, name, tier, country } = demo;
  const company = { name, country, contactEmail: `office@${slug}.example` };
  await tx.client.upsert({ where: { id: clientId }, create: { id: clientId, ...company }, update: {} });
  const tenant = { id, clientId, slug, name, tier, status: 'ACTIVE' as const };
  await tx.tenant.upsert({ where: { id }, create: tenant, update: {} });
  const laid = await tx.company.findUnique({ where: { tenantId: id } });
  if (!laid) await tx.company.create({ data: { ...company, tenantId: id, id: companyId } });
}

async function putMembers(tx: Transaction, { id: tenantId, members }: DemoTenant): Promise<void> {
  for (const { userId, role, name } of members) {
    const where = { tenantId_userId: { tenantId, userId } };
    await tx.membership.upsert({ where, create: { tenantId, id: v7(), userId, role }, update: {} });
    const profile = { tenantId, id: v7(), userId, displayName: name };
    await tx.userProfile.upsert({ where, create: profile, update: {} });
  }
}

/** Nobody holds their tokens: `resendInvitation` gives one. */
async function putInvitations(tx: Transaction, { id: tenantId, members, invitations }: DemoTenant): Promise<void> {
  const expiresAt = new Date(Date.now() + INVITED_MS);
  const data = invitations.map(({ invitedBy: inviter, ...invitation }) => {
    const invitedBy = members.find(({ email }) => email === inviter)?.userId;
    if (invitedBy === undefined) throw new Error(`prisma/demo: ${inviter}, who invites, is no member.`);
    return { ...invitation, tenantId, invitedBy, expiresAt, tokenHash: Uint8Array.from(randomBytes(32)) };
  });
  await tx.invitation.createMany({ data, skipDuplicates: true });
}
