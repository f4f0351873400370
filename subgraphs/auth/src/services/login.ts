import { v7 } from 'uuid';
import { AppError, badInput, isAppError } from '@tessera/errors';
import { chooseMembership, type Choice, type Membership } from '../domain/choose-membership.ts';
import { SESSION_MS } from '../domain/lifetimes.ts';
import { normaliseEmail } from '../domain/normalise-email.ts';
import { findAccount, type Account } from './find-account.ts';
import { findMemberships } from './find-memberships.ts';
import { holdAccount } from './hold-account.ts';
import { addRefreshToken, presentSession, type OpenedSession } from './open-session.ts';
import { recordEvent, recordRefusal, type EventFacts } from './record-event.ts';
import type { Scope } from './scope.ts';
import { upgradeHash } from './upgrade-hash.ts';
import { verifyPassword } from './verify-password.ts';

export interface LoginInput {
  readonly email: string;
  readonly password: string;
  /** The tenant's slug. */
  readonly tenant: string | null;
}

type Admitted = Exclude<Choice, { refused: string }>;

/**
 * Opens a session for an e-mail and a password. Until the password has been proved right, every refusal but the lockout
 * reads the same and costs the same, whether or not the account exists.
 * @throws AppError UNAUTHENTICATED and RATE_LIMITED; after a right password also FORBIDDEN (disabled, suspended,
 * without membership, registration not finished), BAD_USER_INPUT (several memberships, none named) and UNAVAILABLE
 * (memberships cannot be read)
 */
export async function login(scope: Scope, input: LoginInput): Promise<OpenedSession> {
  const email = normaliseEmail(input.email);
  // The text itself is not recorded: people type their password into the wrong field.
  if (email === null) return refuse(scope, { email: null }, 'MALFORMED_EMAIL');
  const asOf = new Date();
  const evidence = await gather(scope, email, input);
  const account = await requireProof(scope, evidence);
  const choice = await requireMembership(scope, evidence);
  const hash = await upgradeHash(scope, { id: account.id, hash: account.hash ?? '' }, input.password);
  return open(scope, { ...account, hash }, choice, asOf);
}

interface Evidence {
  readonly account: Account | null;
  readonly checked: PromiseSettledResult<boolean>;
  readonly found: PromiseSettledResult<readonly Membership[]>;
  readonly choice: Choice;
  readonly facts: Facts;
}

/**
 * Memberships are asked for beside the password check, of unknown accounts too, so that their time does not show; a
 * refusal can then be told to the tenant that it concerns.
 */
async function gather(scope: Scope, email: string, { password, tenant }: LoginInput): Promise<Evidence> {
  const account = await findAccount(scope.db, email);
  const [checked, found] = await Promise.allSettled([
    verifyPassword(scope, { email, hash: account?.hash ?? null }, password),
    findMemberships(scope, account?.id ?? v7()),
  ]);
  const memberships = found.status === 'fulfilled' ? found.value : [];
  const slug = tenant?.trim().toLowerCase() || null;
  const choice = chooseMembership(memberships, slug, account?.isAdmin ?? false);
  const facts = { email, userId: account?.id ?? null, tenantId: 'tenantId' in choice ? choice.tenantId : null };
  return { account, checked, found, choice, facts };
}

async function requireProof(scope: Scope, { account, checked, facts }: Evidence): Promise<Account> {
  if (checked.status === 'rejected') return passOn(scope, facts, checked.reason);
  if (!account) return refuse(scope, facts, 'UNKNOWN_USER');
  if (!checked.value) return refuse(scope, facts, 'WRONG_PASSWORD');
  if (account.status === 'PENDING') return refuse(scope, facts, 'USER_PENDING');
  return account.status === 'DISABLED' ? refuse(scope, facts, 'USER_DISABLED') : account;
}

async function requireMembership(scope: Scope, { found, choice, facts }: Evidence): Promise<Admitted> {
  const isAdmitted = !('refused' in choice);
  // An administrator without a tenant needs nothing of tenants, and gets in while it is away.
  if (isAdmitted && choice.tenantId === null) return choice;
  if (found.status === 'rejected') return passOn(scope, facts, found.reason);
  return isAdmitted ? choice : refuse(scope, facts, choice.refused);
}

async function open(scope: Scope, account: Account, choice: Admitted, asOf: Date): Promise<OpenedSession> {
  const { address, userAgent } = scope;
  const { tenantId, role } = choice;
  const session = { id: v7(), tenantId, role, actReason: null, expiresAt: new Date(asOf.getTime() + SESSION_MS) };
  const facts = { email: account.email, userId: account.id, tenantId };
  const refreshToken = await scope.db.transaction(async (tx) => {
    if (!(await holdAccount(tx, account.id, account.hash ?? ''))) return null;
    await tx.session.create({ data: { ...session, userId: account.id, address, userAgent } });
    await recordEvent(scope, tx, { ...facts, kind: 'LOGIN', succeeded: true, sessionId: session.id });
    return addRefreshToken(tx, session);
  });
  if (refreshToken === null) return refuse(scope, facts, 'CHANGED_MEANWHILE');
  return presentSession(scope, session, account, refreshToken, asOf);
}

type Facts = Omit<EventFacts, 'kind' | 'succeeded' | 'reason'>;

const wrong = () => new AppError('UNAUTHENTICATED', 'The e-mail, the password or the tenant is not right.');

const REFUSALS = {
  MALFORMED_EMAIL: wrong,
  UNKNOWN_USER: wrong,
  WRONG_PASSWORD: wrong,
  NOT_A_MEMBER: wrong,
  CHANGED_MEANWHILE: wrong,
  USER_PENDING: () => new AppError('FORBIDDEN', 'The registration of this account is not finished. Repeat `register`.'),
  USER_DISABLED: () => new AppError('FORBIDDEN', 'This account is disabled. Ask the platform for help.'),
  TENANT_NOT_ACTIVE: () => new AppError('FORBIDDEN', 'This tenant is suspended or not set up yet. Ask its owner.'),
  NO_MEMBERSHIP: () => new AppError('FORBIDDEN', 'This account belongs to no tenant. Ask an owner to invite it.'),
  TENANT_CHOICE_NEEDED: () => badInput('tenant', 'This account belongs to several tenants: name one by its slug.'),
} satisfies Record<string, () => AppError>;

async function refuse(scope: Scope, facts: Facts, reason: keyof typeof REFUSALS): Promise<never> {
  await recordRefusal(scope, { ...facts, kind: 'LOGIN', reason });
  throw REFUSALS[reason]();
}

/** Records a refusal that was decided further down, by its code. */
async function passOn(scope: Scope, facts: Facts, error: unknown): Promise<never> {
  await recordRefusal(scope, { ...facts, kind: 'LOGIN', reason: isAppError(error) ? error.code : 'FAULT' });
  throw error;
}
