import { v7, validate } from 'uuid';
import { badInput, conflict, notFound } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { RateLimit, RateLimitSubject } from '../../../../prisma/superadmin/client/client.ts';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import { announceRateLimits } from './announce-rate-limits.ts';
import type { Scope, Transaction } from './scope.ts';

export interface RateLimitInput {
  /** Left out: the default for every tenant. */
  readonly tenantId?: string | null;
  readonly subject: RateLimitSubject;
  readonly perMinute: number;
  readonly burst: number;
  readonly version?: number | null;
}

const HIGHEST = 1_000_000;

/**
 * Makes a rate limit (without `version`) or changes it (with the version that was read). Gateways hold to it from the
 * commit on.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND for an unknown tenant, or CONFLICT when the limit has changed meanwhile,
 *   exists already or does not exist
 */
export async function setRateLimit({ actor, platform }: Scope, input: RateLimitInput): Promise<RateLimit> {
  const { subject, perMinute, burst, version } = input;
  checkNumber('input.perMinute', perMinute);
  checkNumber('input.burst', burst);
  const tenantId = input.tenantId ?? PLATFORM_TENANT;
  const written = { perMinute, burst, updatedBy: actor.userId, updatedAt: new Date() };
  return platform.transaction(async (tx) => {
    if (input.tenantId) await requireTenant(tx, input.tenantId);
    await announceRateLimits(tx);
    if (version === undefined || version === null) {
      return create(tx, { tenantId, id: v7(), subject, ...written });
    }
    const { count } = await tx.rateLimit.updateMany({
      where: { tenantId, subject, version },
      data: { ...written, version: { increment: 1 } },
    });
    const current = await tx.rateLimit.findUnique({ where: { tenantId_subject: { tenantId, subject } } });
    if (count === 1 && current) return current;
    if (!current) throw conflict('There is no such rate limit yet. Leave `version` out to make it.');
    throw conflict('The rate limit has changed meanwhile.', current.version);
  });
}

function checkNumber(field: string, value: number): void {
  if (value < 1 || value > HIGHEST) throw badInput(field, `\`${field}\` is between 1 and ${HIGHEST}.`);
}

async function requireTenant(tx: Transaction, id: string): Promise<void> {
  const known = validate(id) && (await tx.tenantEntry.findUnique({ where: { id }, select: { id: true } }));
  if (!known) throw notFound('tenant');
}

async function create(tx: Transaction, data: Parameters<typeof tx.rateLimit.create>[0]['data']): Promise<RateLimit> {
  try {
    return await tx.rateLimit.create({ data });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict('There is such a rate limit already. Read it and send its `version`.');
  }
}
