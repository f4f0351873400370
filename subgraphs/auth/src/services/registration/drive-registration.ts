import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '@tessera/errors';
import type { Registration } from '../../../../../prisma/auth/client/client.ts';
import {
  GIVE_UP_AFTER_MS,
  LONGEST_DRIVE_MS,
  TENANT_POLL_MS,
  retryAfterMs,
} from '../../domain/registration.ts';
import type { Db } from '../scope.ts';
import { advance, activate, undo } from './advance-registration.ts';
import type { HeldRegistration } from './claim-registration.ts';
import { GAVE_UP, TENANT_GONE, isDefinitive, type RegistrationFailure } from './failures.ts';
import { makeInTenants, type CompanyClient } from './make-in-tenants.ts';

/** What registrations are driven with, on the service's own account. */
export interface RegistrationWork {
  readonly db: Db;
  readonly company: CompanyClient;
  readonly onError: (error: unknown) => void;
}

/** What follows a step: the next one at once, after a while within this drive, or in a drive to come. */
type Next = 'go on' | 'wait' | 'let go';

/**
 * Takes a held registration as far as it goes now. Each step may be repeated: whatever a process that died had begun,
 * the next one asks for again. Where another process has taken over meanwhile, nothing is changed.
 */
export async function driveRegistration(work: RegistrationWork, held: HeldRegistration): Promise<void> {
  const until = Date.now() + LONGEST_DRIVE_MS;
  for (;;) {
    const { id } = held;
    const registration = await work.db.query((prisma) => prisma.registration.findUnique({ where: { id } }));
    if (!registration || registration.attempts !== held.attempt) return;
    const next = await stepOf(work, held, registration);
    if (next === 'let go') return;
    if (next === 'wait' && Date.now() >= until) return letGo(work.db, held);
    if (next === 'wait') await delay(TENANT_POLL_MS);
  }
}

async function stepOf(work: RegistrationWork, held: HeldRegistration, registration: Registration): Promise<Next> {
  if (registration.finishedAt) return 'let go';
  try {
    return registration.state === 'COMPENSATING'
      ? await compensate(work, held, registration)
      : await complete(work, held, registration);
  } catch (error) {
    return settleFailure(work, held, registration, error);
  }
}

/**
 * Makes the company, or the membership by invitation, or asks how far its tenant is: it is the same question, and the
 * answer tells what is left.
 */
async function complete(
  { db, company }: RegistrationWork,
  held: HeldRegistration,
  registration: Registration,
): Promise<Next> {
  const made = await makeInTenants(company, registration);
  if (registration.state === 'USER_CREATED') {
    await advance(db, held, 'USER_CREATED', { state: 'COMPANY_CREATED', tenantId: made.tenantId });
    return 'go on';
  }
  if (made.status === 'DELETED') return fail(db, held, registration, TENANT_GONE);
  // One that an operator has suspended is ready all the same.
  const isReady = made.status === 'ACTIVE' || made.status === 'SUSPENDED';
  if (!isReady) return isTooOld(registration) ? fail(db, held, registration, GAVE_UP) : 'wait';
  await activate(db, held, registration);
  return 'let go';
}

/** First in tenants, then here: while a tenant may have this member, its user is known. */
async function compensate(
  { db, company }: RegistrationWork,
  held: HeldRegistration,
  registration: Registration,
): Promise<Next> {
  await company.cancelRegistration({ registrationId: registration.id }, { requestId: registration.id });
  await undo(db, held, registration);
  return 'let go';
}

async function settleFailure(
  { db, onError }: RegistrationWork,
  held: HeldRegistration,
  registration: Registration,
  error: unknown,
): Promise<Next> {
  const isUndoing = registration.state === 'COMPENSATING';
  if (!isUndoing && isAppError(error) && isDefinitive(error.code)) {
    const { code, message, details } = error;
    return fail(db, held, registration, { code, message, field: details.field ?? null });
  }
  if (!isUndoing && isTooOld(registration)) return fail(db, held, registration, GAVE_UP);
  // While tenants is away each attempt of each registration ends here, which is nothing to report.
  if (!isAppError(error) || error.code === 'INTERNAL_SERVER_ERROR') onError(error);
  await letGo(db, held);
  return 'let go';
}

async function fail(
  db: Db,
  held: HeldRegistration,
  { state }: Registration,
  failure: RegistrationFailure,
): Promise<Next> {
  await advance(db, held, state, {
    state: 'COMPENSATING',
    failureCode: failure.code,
    failureMessage: failure.message,
    failureField: failure.field,
  });
  return 'go on';
}

function isTooOld({ createdAt }: Registration): boolean {
  return Date.now() - createdAt.getTime() > GIVE_UP_AFTER_MS;
}

async function letGo(db: Db, { id, attempt }: HeldRegistration): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + retryAfterMs(attempt));
  await db.query((prisma) =>
    prisma.registration.updateMany({ where: { id, attempts: attempt }, data: { leasedUntil: null, nextAttemptAt } }),
  );
}
