import { readFile } from 'node:fs/promises';
import { AppError } from '@tessera/errors';
import { ROLES } from '@tessera/identity';
import { z } from 'zod';
import type { OperationResult } from '../create-gateway.ts';

const accountsSchema = z.array(
  z.object({ email: z.string(), password: z.string(), tenant: z.string().nullable(), role: z.enum(ROLES) }),
);
type Account = z.infer<typeof accountsSchema>[number];

/** What the page is told of an account: never the password. */
export type ShownAccount = Pick<Account, 'email' | 'tenant' | 'role'>;

/** What the page gets for an account. There is no refresh token in it: it comes back here for the next one. */
export interface DemoSession {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export type Login = (query: string, variables: Record<string, unknown>) => Promise<OperationResult>;

const LOGIN = `mutation PlaygroundLogin($email: String!, $password: String!, $tenant: String) {
  login(email: $email, password: $password, tenant: $tenant) { accessToken expiresIn }
}`;
const loginSchema = z.object({ login: z.object({ accessToken: z.string(), expiresIn: z.number() }) });

/** Read anew each time: the file may be written after the gateway has started. */
export async function listDemoAccounts(file: string): Promise<readonly ShownAccount[]> {
  return (await readAccounts(file)).map(({ email, tenant, role }) => ({ email, tenant, role }));
}

/**
 * Logs a demo account in with the password from the file.
 * @throws AppError NOT_FOUND for any other account, or the refusal of the login
 */
export async function openDemoSession(
  file: string,
  wanted: { readonly email: string; readonly tenant: string | null },
  login: Login,
): Promise<DemoSession> {
  const accounts = await readAccounts(file);
  const account = accounts.find(({ email, tenant }) => email === wanted.email && tenant === wanted.tenant);
  if (!account) throw new AppError('NOT_FOUND', 'There is no such demo account.');
  const { email, password, tenant } = account;
  const { data, errors } = await login(LOGIN, { email, password, tenant });
  const session = loginSchema.safeParse(data);
  if (session.success) return session.data.login;
  throw new AppError('UNAVAILABLE', errors?.[0]?.message ?? 'The login gave no session.');
}

async function readAccounts(file: string): Promise<readonly Account[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return accountsSchema.parse(JSON.parse(text));
}
