import { useSyncExternalStore } from 'react';

export interface Account {
  readonly email: string;
  /** A slug; null for the platform's SUPERADMIN. */
  readonly tenant: string | null;
  readonly role: string;
}

interface Session {
  readonly account: Account;
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A token is replaced this long before it expires, so that none expires on its way. */
const RENEW_BEFORE_MS = 30_000;
/** The account outlives a reload of the page; the token does not, it is fetched anew. */
const REMEMBERED = 'tessera:account';
const OWN_HEADER = { 'x-tessera-playground': '1' };

let session: Session | null = null;
const listeners = new Set<() => void>();

function keep(next: Session | null): void {
  session = next;
  if (next) sessionStorage.setItem(REMEMBERED, JSON.stringify(next.account));
  else sessionStorage.removeItem(REMEMBERED);
  listeners.forEach((listener) => listener());
}

/** Who the Playground acts for; null: nobody. */
export function useAccount(): Account | null {
  return useSyncExternalStore(subscribe, () => session?.account ?? null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function listAccounts(): Promise<readonly Account[]> {
  const response = await fetch('/playground/accounts', { headers: OWN_HEADER });
  if (!response.ok) throw new Error(`The demo accounts cannot be listed (${response.status}).`);
  return (await response.json()) as readonly Account[];
}

/** Has the gateway log the account in; the page never learns a password. */
export async function logIn(account: Account): Promise<void> {
  const response = await fetch('/playground/session', {
    method: 'POST',
    headers: { ...OWN_HEADER, 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, tenant: account.tenant }),
  });
  const answer = (await response.json()) as { accessToken: string; expiresIn: number; errors?: { message: string }[] };
  if (!response.ok) throw new Error(answer.errors?.[0]?.message ?? `The login failed (${response.status}).`);
  keep({ account, accessToken: answer.accessToken, expiresAt: Date.now() + answer.expiresIn * 1_000 });
}

/** Ends the session on the server too. The page forgets it whatever the server says. */
export async function logOut(): Promise<void> {
  await fetchAsAccount('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { logout }' }),
  }).catch(() => undefined);
  keep(null);
}

/** Logs in again as whoever was logged in before the page was reloaded. */
export async function resume(): Promise<void> {
  const remembered = sessionStorage.getItem(REMEMBERED);
  if (remembered) await logIn(JSON.parse(remembered) as Account).catch(() => keep(null));
}

/** The value of the `Authorization` header, with a token that is good for a while; undefined for nobody. */
export async function authorization(): Promise<string | undefined> {
  if (session && session.expiresAt - Date.now() < RENEW_BEFORE_MS) await logIn(session.account).catch(() => keep(null));
  return session ? `Bearer ${session.accessToken}` : undefined;
}

/** `fetch` that sets the account's header, unless the header editor sets one. */
export const fetchAsAccount: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  const value = headers.has('authorization') ? undefined : await authorization();
  if (value) headers.set('authorization', value);
  return fetch(input, { ...init, headers });
};
