import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';
import { killInTurn, type Victim } from './kills.ts';
import { startWriters, type Writer, type WrittenRecord } from './writers.ts';

const TENANTS = ['demo001', 'acme'] as const;
const ROUND: readonly Victim[] = [
  'superadmin',
  'superadmin',
  'server',
  'superadmin',
  'superadmin',
  'server and sessions',
  'superadmin',
];
const VICTIMS: readonly Victim[] = [...ROUND, ...ROUND, ...ROUND, 'superadmin'];
const MAX_ALIASES = 25;

interface Standing {
  readonly asOf: string | null;
  readonly lagEvents: number;
  readonly complete: boolean;
}

interface Summary extends Standing {
  readonly tenant: { readonly id: string; readonly slug: string };
  readonly customers: number;
  readonly leads: number;
  readonly deals: number;
  readonly openDeals: number;
  readonly openDealValue: readonly { readonly currency: string; readonly amountMinor: number }[];
}

let tessera: TestTessera;
let superadmin: TestClient;
let summaries: readonly Summary[];
let written: readonly WrittenRecord[];

beforeAll(async () => {
  const startedAt = Date.now();
  tessera = await startTessera({ embedded: true, args: ['--separate'] });
  superadmin = await tessera.as(null, 'SUPERADMIN');
  const writers: Writer[] = [];
  for (const slug of TENANTS) {
    const client = await tessera.as(slug, 'OWNER');
    const { customers } = await client.ask('{ customers(first: 1) { nodes { id } } }');
    writers.push(...startWriters(client, slug, customers.nodes[0].id));
  }
  try {
    await killInTurn(tessera.process.child.pid!, VICTIMS);
  } finally {
    await Promise.all(writers.map((writer) => writer.stop()));
  }
  written = writers.flatMap(({ records }) => records);
  summaries = await settled(new Date());
  const sum = (count: 'acknowledged' | 'failed') => writers.reduce((total, { counts }) => total + counts[count], 0);
  const tookS = ((Date.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(
    `${VICTIMS.length} kills, ${sum('acknowledged')} acknowledged writes, ${sum('failed')} failed, in ${tookS} s.\n`,
  );
}, 300_000);

afterAll(() => tessera?.stop());

/** Every source read to its end, as it was later than the last write: what nobody has heard of is not known to lag. */
function settled(lastWrite: Date): Promise<Summary[]> {
  const counts = 'customers leads deals openDeals openDealValue { currency amountMinor } asOf lagEvents complete';
  return eventually(
    async () => {
      const { tenantSummaries, serviceSummaries } = await superadmin.ask(`{
      tenantSummaries { nodes { tenant { id slug } ${counts} } }
      serviceSummaries { asOf lagEvents complete }
    }`);
      const all: Standing[] = [...tenantSummaries.nodes, ...serviceSummaries];
      const isCurrent = ({ asOf }: Standing) => asOf !== null && new Date(asOf) > lastWrite;
      return all.every((each) => isCurrent(each) && each.complete && each.lagEvents === 0) && tenantSummaries.nodes;
    },
    {
      withinMs: 60_000,
      everyMs: 250,
      describe: () => `The aggregates did not settle:\n${tessera.process.output().slice(-4_000)}`,
    },
  );
}

describe(`after ${VICTIMS.length} kills of superadmin and the database under a writing load`, () => {
  it.each(['auth', 'tenants', 'crm', 'superadmin'])('the projection of %s equals the live count', async (service) => {
    const { verifyProjection } = await superadmin.ask(
      'query ($name: String!) { verifyProjection(service: $name) { matches differences { entity projected live } } }',
      { name: service },
    );
    expect(verifyProjection).toMatchObject({ matches: true, differences: [] });
  });

  it.each(TENANTS)('the summary of %s says what its own members count', async (slug) => {
    const owner = await tessera.as(slug, 'OWNER');
    const live = await owner.ask(`{
      customers { totalCount } leads { totalCount } deals { totalCount }
      openDeals: deals(filter: { status: [OPEN] }) { totalCount }
    }`);
    const { customers, leads, deals, openDeals } = summaries.find(({ tenant }) => tenant.slug === slug)!;
    expect({ customers, leads, deals, openDeals }).toEqual({
      customers: live.customers.totalCount,
      leads: live.leads.totalCount,
      deals: live.deals.totalCount,
      openDeals: live.openDeals.totalCount,
    });
  });

  it.each(TENANTS)('the open deals of %s are worth what they add up to', async (slug) => {
    const worth = await addUpOpenDeals(await tessera.as(slug, 'OWNER'));
    const { openDealValue } = summaries.find(({ tenant }) => tenant.slug === slug)!;
    expect(Object.fromEntries(openDealValue.map(({ currency, amountMinor }) => [currency, amountMinor]))).toEqual(
      worth,
    );
  });

  it('the services say what their tenants add up to', async () => {
    const { serviceSummaries } = await superadmin.ask('{ serviceSummaries { service entities { entity count } } }');
    const crm = serviceSummaries.find((each: { service: string }) => each.service === 'crm');
    const counted = Object.fromEntries(
      crm.entities.map((each: { entity: string; count: number }) => [each.entity, each.count]),
    );
    const sum = (field: 'customers' | 'leads' | 'deals') => summaries.reduce((total, each) => total + each[field], 0);
    expect(counted).toMatchObject({ Customer: sum('customers'), Lead: sum('leads'), Deal: sum('deals') });
  });

  it.each(TENANTS)('no write to %s that was acknowledged is lost', async (slug) => {
    const owner = await tessera.as(slug, 'OWNER');
    const records = written.filter(({ tenant }) => tenant === slug);
    expect(records.length).toBeGreaterThan(20);
    for (let at = 0; at < records.length; at += MAX_ALIASES) {
      const some = records.slice(at, at + MAX_ALIASES);
      const fields = some.map(({ field, id }, index) => `r${index}: ${field}(id: "${id}") { version }`);
      const found = await owner.ask<Record<string, { version: number } | null>>(`{ ${fields.join(' ')} }`);
      expect(some.filter((record, index) => isLost(record, found[`r${index}`] ?? null))).toEqual([]);
    }
  });

  it('the audit chain of every tenant and of the platform is intact', async () => {
    const chains = await Promise.all([null, ...summaries.map(({ tenant }) => tenant.id)].map(verifyChain));
    expect(chains.map(({ intact, reason }) => ({ intact, reason }))).toEqual(
      chains.map(() => ({ intact: true, reason: null })),
    );
    process.stderr.write(`${chains.reduce((total, { entries }) => total + entries, 0)} audit entries verified.\n`);
  });
});

function isLost(record: WrittenRecord, found: { version: number } | null): boolean {
  if (record.state === 'unknown') return false;
  return record.state === 'live' ? found === null || found.version < record.version : found !== null;
}

async function addUpOpenDeals(client: TestClient): Promise<Record<string, number>> {
  const query = `query ($after: String) {
    deals(first: 100, after: $after, filter: { status: [OPEN] }) {
      nodes { currency amountMinor }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  const worth: Record<string, number> = {};
  for (let after: string | null = null, more = true; more;) {
    const { deals }: { deals: DealPage } = await client.ask(query, { after });
    for (const { currency, amountMinor } of deals.nodes) worth[currency] = (worth[currency] ?? 0) + amountMinor;
    more = deals.pageInfo.hasNextPage;
    after = deals.pageInfo.endCursor;
  }
  return worth;
}

interface DealPage {
  readonly nodes: readonly { readonly currency: string; readonly amountMinor: number }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface ChainReport {
  readonly intact: boolean;
  readonly reason: string | null;
  readonly entries: number;
  readonly checkedThrough: number;
}

/** To the chain's end: one call stops after a second. */
async function verifyChain(tenantId: string | null): Promise<ChainReport> {
  const query = `query ($tenantId: ID, $from: SafeInt) {
    verifyAuditChain(tenantId: $tenantId, fromSequence: $from) { intact reason entries checkedThrough }
  }`;
  for (let from = 1; ;) {
    const { verifyAuditChain: report } = await superadmin.ask<{ verifyAuditChain: ChainReport }>(query, {
      tenantId,
      from,
    });
    if (!report.intact || report.checkedThrough >= report.entries) return report;
    from = report.checkedThrough + 1;
  }
}
