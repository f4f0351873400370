import type { Role } from '@tessera/identity';

/**
 * Who may ask one root field, as the access table of docs/roles.md says. It is written by hand in every subgraph's
 * `test/access.ts`, so that the permission table is held to something else than itself.
 */
export interface ExpectedAccess {
  readonly roles: readonly Role[];
  /** Asked by no identity at all. */
  readonly anonymous?: boolean;
  /** What an API key has to be made for: a scope, `*` for any, or null where no key is admitted. Left out: not asked by key. */
  readonly scope?: string | null;
  /** A SUPERADMIN has to have entered a tenant. */
  readonly entered?: boolean;
  /** Arguments to ask with, where well-formed nonsense would do harm or say nothing. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** Codes that are an answer of the service and no refusal by role, e.g. a wrong password. */
  readonly answers?: readonly string[];
  /** Ends the session that asks, so it is asked in one of its own. */
  readonly endsSession?: boolean;
}

/** By coordinate, e.g. `Query.customers`. */
export type AccessExpectations = Readonly<Record<string, ExpectedAccess>>;

const platform: readonly Role[] = ['SUPERADMIN'];
const managers: readonly Role[] = ['SUPERADMIN', 'OWNER', 'ADMIN'];
const writers: readonly Role[] = [...managers, 'MEMBER'];
const readers: readonly Role[] = [...writers, 'VIEWER'];
const members: readonly Role[] = [...readers, 'AUDITOR'];

/** The groups that the rows of the access table fall into. */
export const WHO = { platform, managers, writers, readers, members } as const;
