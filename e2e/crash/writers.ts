import type { TestClient } from '@tessera/testkit';

/** The kinds of record that are written, and the mutations that do it. */
interface Kind {
  readonly field: 'customer' | 'lead' | 'deal';
  readonly create: string;
  readonly update: string;
  readonly remove: string;
  input(label: string, customerId: string): Record<string, unknown>;
  change(label: string): Record<string, unknown>;
}

const kind = (field: Kind['field'], type: string, own: Pick<Kind, 'input' | 'change'>): Kind => ({
  field,
  create: `mutation ($input: Create${type}Input!) { done: create${type}(input: $input) { id version } }`,
  update: `mutation ($id: ID!, $v: Int!, $input: Update${type}Input!) {
    done: update${type}(id: $id, version: $v, input: $input) { id version }
  }`,
  remove: `mutation ($id: ID!, $v: Int!) { done: delete${type}(id: $id, version: $v) }`,
  ...own,
});

const KINDS: readonly Kind[] = [
  kind('customer', 'Customer', {
    input: (label) => ({ name: label, email: `${label}@example.com` }),
    change: (label) => ({ company: label }),
  }),
  kind('lead', 'Lead', {
    input: (label) => ({ name: label }),
    change: (label) => ({ score: label.length, company: label }),
  }),
  kind('deal', 'Deal', {
    input: (label, customerId) => ({ title: label, customerId, amountMinor: 1_000 + label.length, currency: 'EUR' }),
    change: (label) => ({ amountMinor: 7 * label.length }),
  }),
];

/** What the endpoint has acknowledged of one record. */
export interface WrittenRecord {
  readonly tenant: string;
  readonly field: Kind['field'];
  readonly id: string;
  /** The latest that was acknowledged. */
  version: number;
  /** `unknown` when a deletion was sent and nothing came back. */
  state: 'live' | 'deleted' | 'unknown';
}

export interface Writer {
  readonly records: WrittenRecord[];
  /** Operations that were acknowledged, and those that failed. */
  readonly counts: { acknowledged: number; failed: number };
  stop(): Promise<void>;
}

/** Ends a request that a killed service left hanging. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 15;

/**
 * Creates, updates and deletes records of one kind as one caller, until stopped. What fails is not tried again: whether
 * it happened is unknown then, and must be known to the aggregates all the same.
 */
export function startWriters(client: TestClient, tenant: string, customerId: string): Writer[] {
  return KINDS.map((each) => startWriter(client, each, tenant, customerId));
}

function startWriter(
  client: TestClient,
  { field, create, update, remove, input, change }: Kind,
  tenant: string,
  customerId: string,
): Writer {
  const records: WrittenRecord[] = [];
  const counts = { acknowledged: 0, failed: 0 };
  let stopping = false;

  const attempt = async <T>(query: string, variables: Record<string, unknown>): Promise<T | null> => {
    try {
      const { done } = await within(PATIENCE_MS, client.ask<{ done: T }>(query, variables));
      counts.acknowledged += 1;
      return done;
    } catch {
      counts.failed += 1;
      return null;
    }
  };
  const writeOne = async (turn: number) => {
    const label = `${tenant}-${field}-${turn}`;
    const made = await attempt<{ id: string; version: number }>(create, { input: input(label, customerId) });
    if (!made) return;
    const record: WrittenRecord = { tenant, field, id: made.id, version: made.version, state: 'live' };
    records.push(record);
    if (turn % 2 === 0) {
      const changed = await attempt<{ version: number }>(update, {
        id: record.id,
        v: record.version,
        input: change(label),
      });
      if (changed) record.version = changed.version;
    }
    if (turn % 3 === 0) {
      record.state = 'unknown';
      if (await attempt(remove, { id: record.id, v: record.version })) record.state = 'deleted';
    }
  };
  const work = (async () => {
    for (let turn = 1; !stopping; turn += 1) {
      await writeOne(turn);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    records,
    counts,
    async stop() {
      stopping = true;
      await work;
    },
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time.')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
