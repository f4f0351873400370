import type { OldTable } from './old-schema.ts';

/** What can be wrong with an old row, and what becomes of it with --skip-faulty. */
export const FAULTS = {
  DUPLICATE_ID: 'another row has the same id: only the first is moved',
  INVALID_EMAIL: 'the e-mail is no address: the user is left behind, with all memberships',
  DUPLICATE_EMAIL: 'a user before it has the same e-mail, but for its spelling: the user is left behind, with all memberships',
  EMAIL_TAKEN: 'Tessera has a user with this e-mail already: the user is left behind, with all memberships',
  UNKNOWN_HASH: 'the password hash is not bcrypt of cost 4 to 14: the user is left behind, with all memberships',
  INVALID_NAME: 'the name is empty, too long or of several lines: the company is left behind, with all memberships',
  INVALID_CONTACT: 'the e-mail is no address: the company is left behind, with all memberships',
  UNUSABLE_VALUE: 'Tessera would not take a value: the row is moved without it (a user without is_active is moved disabled)',
  NO_OWNER: 'nobody who is moved owns the company: it is moved, and a SUPERADMIN has to enter it and name an owner',
  ORPHAN: 'the membership is of a user or a company that does not exist: it is left behind',
  OF_LEFT_BEHIND: 'the membership is of a user or a company that is left behind: so is it',
  DUPLICATE_MEMBERSHIP: 'the user is in the company already: only the first membership is moved',
  UNKNOWN_ROLE: 'the role is none that is known: the membership is left behind (or tell what it is: --role NAME=MEMBER)',
} as const;

export type FaultKind = keyof typeof FAULTS;

export interface Fault {
  readonly kind: FaultKind;
  readonly table: OldTable;
  readonly oldId: string;
  /** The column or the value, where that tells more; never a hash. */
  readonly detail: string | null;
}

/** One paragraph a kind: what it means, then the rows, at most `most` of them. */
export function describeFaults(faults: readonly Fault[], most: number): string {
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => faults.some((fault) => fault.kind === kind));
  return kinds
    .map((kind) => {
      const all = faults.filter((fault) => fault.kind === kind);
      const rows = all.slice(0, most).map(({ table, oldId, detail }) => `    ${table} ${oldId}${detail ? `: ${detail}` : ''}`);
      const more = all.length > most ? [`    and ${all.length - most} more (--dry-run lists them all)`] : [];
      return [`  ${kind} (${all.length}): ${FAULTS[kind]}`, ...rows, ...more].join('\n');
    })
    .join('\n');
}
