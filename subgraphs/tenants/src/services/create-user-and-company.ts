import { randomBytes } from 'node:crypto';
import { badInput, conflict, isAppError } from '@tessera/errors';
import { v7, validate } from 'uuid';
import { slugOfName } from '../domain/slug-of-name.ts';
import { slugProblem } from '../domain/slug.ts';
import { country, email, line, locale, optional, phone, slug, timeZone } from './input-checks.ts';
import { insertTenant, refuseTakenSlug } from './insert-tenant.ts';
import { openRun, type HeldRun } from './provisioning/open-run.ts';
import type { Provisioner } from './provisioning/provisioner.ts';
import type { Db, Transaction } from './scope.ts';

/** What auth asks for one registration. */
export interface NewCompany {
  /** UUID; asking again with the same one is answered alike. */
  readonly registrationId: string;
  readonly userId: string;
  readonly email: string;
  readonly companyName: string;
  /** Made from the company's name when null. */
  readonly slug: string | null;
  readonly country: string | null;
  readonly displayName: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** How far a registration's tenant is. */
export interface RegisteredTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly status: string;
}

/** What the service works with: the platform's role, and who prepares the tenant. */
export interface RegistrationScope {
  readonly db: Db;
  readonly provisioner: Provisioner;
}

/** Well within the caller's deadline; most tenants are ready by then, and the caller need not ask again. */
const PATIENCE_MS = 400;
/** 16 bits tell companies of one name apart; two that meet all the same are tried again. */
const SUFFIX_BYTES = 2;
const SUFFIXES_TRIED = 3;

/**
 * Makes client, tenant, company, the user as OWNER with a profile, and the run that prepares the tenant: all of it or
 * nothing, and once for each registration.
 * @throws AppError BAD_USER_INPUT, or CONFLICT when the slug is taken or the registration was cancelled
 */
export async function createUserAndCompany(scope: RegistrationScope, input: NewCompany): Promise<RegisteredTenant> {
  const known = await findRegistered(scope.db, input.registrationId);
  if (known) return known;
  const run = await createOnce(scope.db, input, check(input), scope.provisioner.services);
  if (run) await scope.provisioner.attemptWithin(run, PATIENCE_MS);
  const made = await findRegistered(scope.db, input.registrationId);
  if (!made) throw new Error('A registration that was just made is gone.');
  return made;
}

/** Null when nothing was made for it yet. @throws AppError CONFLICT when it was cancelled */
async function findRegistered(db: Db, id: string): Promise<RegisteredTenant | null> {
  if (!validate(id)) throw badInput('registrationId', 'A registration is named by a UUID.');
  const query = { where: { id }, include: { tenant: true } };
  const found = await db.query((prisma) => prisma.registration.findUnique(query));
  if (found?.cancelledAt) throw conflict('This registration was cancelled. Register anew.');
  return found?.tenant ? { tenantId: found.tenant.id, slug: found.tenant.slug, status: found.tenant.status } : null;
}

type Checked = ReturnType<typeof check>;

function check(input: NewCompany) {
  const name = line(200)('input.companyName', input.companyName);
  const contactPhone = optional(phone, 'input.phone', input.phone);
  const company = {
    name,
    contactEmail: email('input.email', input.email),
    contactPhone,
    country: optional(country, 'input.country', input.country),
  };
  const profile = {
    displayName: optional(line(100), 'input.displayName', input.displayName),
    phone: contactPhone,
    locale: optional(locale, 'input.locale', input.locale),
    timeZone: optional(timeZone, 'input.timeZone', input.timeZone),
  };
  return { name, company, profile, slug: input.slug === null ? null : slug('input.slug', input.slug) };
}

async function createOnce(
  db: Db,
  { registrationId, userId }: NewCompany,
  checked: Checked,
  services: readonly string[],
): Promise<HeldRun | null> {
  const { profile, ...business } = checked;
  const create = (chosen: string) =>
    refuseTakenSlug(chosen, () =>
      db.transaction(async (tx) => {
        // Whoever asks for the same registration meanwhile waits here for this transaction's end.
        const { count } = await tx.registration.createMany({ data: { id: registrationId }, skipDuplicates: true });
        if (count === 0) return null;
        const tenantId = v7();
        await insertTenant(tx, tenantId, { ...business, slug: chosen, clientId: null });
        await insertOwner(tx, tenantId, userId, profile);
        await tx.registration.update({ where: { id: registrationId }, data: { tenantId } });
        return openRun(tx, tenantId, services);
      }),
    );
  return checked.slug === null ? withFreeSlug(db, checked.name, create) : create(checked.slug);
}

async function insertOwner(tx: Transaction, tenantId: string, userId: string, profile: Checked['profile']) {
  await tx.membership.create({ data: { tenantId, id: v7(), userId, role: 'OWNER' } });
  await tx.userProfile.create({ data: { ...profile, tenantId, id: v7(), userId } });
}

/** The name's own slug where it is free; else with a random end, which another may still take first. */
async function withFreeSlug<T>(db: Db, name: string, create: (slug: string) => Promise<T>): Promise<T> {
  const base = slugOfName(name);
  const taken = await db.query((prisma) => prisma.tenant.findUnique({ where: { slug: base }, select: { id: true } }));
  const isFree = !taken && slugProblem(base) === null;
  const suffixed = () => `${base}-${randomBytes(SUFFIX_BYTES).toString('hex')}`;
  const candidates = [...(isFree ? [base] : []), ...Array.from({ length: SUFFIXES_TRIED }, suffixed)];
  return firstFree(candidates, create);
}

async function firstFree<T>(candidates: readonly string[], create: (slug: string) => Promise<T>): Promise<T> {
  const [candidate = '', ...others] = candidates;
  try {
    return await create(candidate);
  } catch (error) {
    if (others.length === 0 || !isAppError(error) || error.code !== 'CONFLICT') throw error;
    return firstFree(others, create);
  }
}
