import { OLD_TABLES, oldIdOf, type OldRow, type OldTable } from './old-schema.ts';
import { toCompany, toUser } from './new-rows.ts';
import type { Fault, FaultKind } from './faults.ts';
import { roleOf, type RoleMap } from './roles.ts';

/** Who a user is to other members. */
export interface Person {
  readonly displayName: string | null;
  readonly phone: string | null;
}

/** What a look at every old row gave. About half a kilobyte of memory a user. */
export interface Survey {
  readonly rows: Readonly<Record<OldTable, number>>;
  readonly faults: readonly Fault[];
  /** Rows that are not moved, by their place in the table's order. */
  readonly leftBehind: Readonly<Record<OldTable, ReadonlySet<number>>>;
  /** Those that are moved, by old id. */
  readonly people: ReadonlyMap<string, Person>;
  /** Users by their role in the old system as a whole. It is not carried over: roles hold in one company. */
  readonly platformRoles: ReadonlyMap<string, number>;
}

export interface SurveyOptions {
  read(table: OldTable): AsyncIterable<readonly OldRow[]>;
  readonly roles: RoleMap;
  /** Which of these normalised e-mails users of Tessera have whom this run did not make. */
  taken(emails: readonly string[]): Promise<ReadonlySet<string>>;
}

const UNDATED = new Date(0).toISOString();

/** Looks at every row, and changes nothing. The same rows give the same survey. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const notes = createNotes();
  const { people, allUsers, platformRoles } = await surveyUsers(options, notes);
  const companies = await surveyCompanies(options, notes);
  await surveyMemberships(options, notes, { people, allUsers, ...companies });
  return { ...notes.result(), people, platformRoles };
}

type Notes = ReturnType<typeof createNotes>;

/** What is noted of the row that is looked at; rows come in order. */
function createNotes() {
  const rows = { users: 0, companies: 0, user_companies: 0 };
  const leftBehind = Object.fromEntries(OLD_TABLES.map((table) => [table, new Set<number>()])) as Record<OldTable, Set<number>>;
  const faults: Fault[] = [];
  const note = (table: OldTable, oldId: string, kind: FaultKind, detail: string | null = null) =>
    void faults.push({ kind, table, oldId, detail });
  return {
    note,
    /** Notes the fault, if there is one, and goes on to the next row. @returns whether the row is moved */
    settle(table: OldTable, oldId: string, fault: FaultKind | null, detail: string | null = null): boolean {
      if (fault) {
        note(table, oldId, fault, detail);
        leftBehind[table].add(rows[table]);
      }
      rows[table] += 1;
      return fault === null;
    },
    result: () => ({ rows, faults, leftBehind }),
  };
}

async function surveyUsers({ read, taken }: SurveyOptions, notes: Notes) {
  const people = new Map<string, Person>();
  const allUsers = new Set<string>();
  const emails = new Set<string>();
  const platformRoles = new Map<string, number>();
  for await (const batch of read('users')) {
    const users = batch.map((row) => ({ id: oldIdOf('users', row), row, user: toUser(row, UNDATED) }));
    const known = await taken(users.flatMap(({ user }) => user.email ?? []));
    for (const { id, row, user } of users) {
      const email = user.email ?? '';
      const fault = firstOf([
        ['DUPLICATE_ID', allUsers.has(id)],
        ['INVALID_EMAIL', user.email === null],
        ['DUPLICATE_EMAIL', emails.has(email)],
        ['EMAIL_TAKEN', known.has(email)],
        ['UNKNOWN_HASH', user.passwordHash === undefined],
      ]);
      allUsers.add(id);
      if (row['role']) platformRoles.set(row['role'], (platformRoles.get(row['role']) ?? 0) + 1);
      if (!notes.settle('users', id, fault, fault?.includes('EMAIL') ? row['email'] : null)) continue;
      emails.add(email);
      people.set(id, { displayName: user.displayName, phone: user.phone });
      for (const column of user.lost) notes.note('users', id, 'UNUSABLE_VALUE', column);
    }
  }
  return { people, allUsers, platformRoles };
}

async function surveyCompanies({ read }: SurveyOptions, notes: Notes) {
  const companies = new Set<string>();
  const allCompanies = new Set<string>();
  for await (const batch of read('companies')) {
    for (const row of batch) {
      const id = oldIdOf('companies', row);
      const company = toCompany(row, UNDATED);
      const fault = firstOf([
        ['DUPLICATE_ID', allCompanies.has(id)],
        ['INVALID_NAME', company.name === null],
        ['INVALID_CONTACT', company.contactEmail === null],
      ]);
      allCompanies.add(id);
      if (!notes.settle('companies', id, fault, fault === 'INVALID_CONTACT' ? row['email'] : null)) continue;
      companies.add(id);
      for (const column of company.lost) notes.note('companies', id, 'UNUSABLE_VALUE', column);
    }
  }
  return { companies, allCompanies };
}

interface Known {
  readonly people: ReadonlyMap<string, Person>;
  readonly allUsers: ReadonlySet<string>;
  readonly companies: ReadonlySet<string>;
  readonly allCompanies: ReadonlySet<string>;
}

async function surveyMemberships({ read, roles }: SurveyOptions, notes: Notes, known: Known): Promise<void> {
  const { people, allUsers, companies, allCompanies } = known;
  const seen = new Set<string>();
  const unowned = new Set(companies);
  for await (const batch of read('user_companies')) {
    for (const row of batch) {
      const [user, company, id] = [row['user_id'] ?? '', row['company_id'] ?? '', oldIdOf('user_companies', row)];
      const role = roleOf(roles, row['role']);
      const fault = firstOf([
        ['ORPHAN', !allUsers.has(user) || !allCompanies.has(company)],
        ['OF_LEFT_BEHIND', !people.has(user) || !companies.has(company)],
        ['UNKNOWN_ROLE', role === null],
        ['DUPLICATE_MEMBERSHIP', seen.has(id)],
      ]);
      if (!notes.settle('user_companies', id, fault, fault === 'UNKNOWN_ROLE' ? row['role'] : null)) continue;
      seen.add(id);
      if (role === 'OWNER') unowned.delete(company);
    }
  }
  for (const company of unowned) notes.note('companies', company, 'NO_OWNER');
}

function firstOf(candidates: readonly (readonly [FaultKind, boolean])[]): FaultKind | null {
  return candidates.find(([, holds]) => holds)?.[0] ?? null;
}
