/** Live rows of one kind that one tenant has in one service. */
export interface LiveCount {
  readonly service: string;
  readonly entity: string;
  readonly live: number;
}

/** Live rows with an amount, of one status and currency. */
export interface LiveSum {
  readonly service: string;
  readonly entity: string;
  readonly status: string;
  readonly currency: string;
  readonly live: number;
  readonly amountMinor: number;
}

/** What the platform has invoiced a tenant in one month, less what it has credited in it. */
export interface MonthRevenue {
  /** `2026-11` */
  readonly month: string;
  readonly currency: string;
  readonly amountMinor: number;
}

/** A sum of money of one currency, in its smallest unit. */
export interface MoneyTotal {
  readonly currency: string;
  readonly amountMinor: number;
}

/** The figures of one tenant that have a name of their own in the graph. */
export interface TenantFigures {
  readonly users: number;
  readonly customers: number;
  readonly leads: number;
  readonly deals: number;
  readonly openDeals: number;
  readonly openDealValue: MoneyTotal[];
  readonly activeSubscriptions: number;
  readonly monthlyRecurring: MoneyTotal[];
  readonly contentItems: number;
}

/** The figures that are counts of live records, and of which. */
export const FIGURE_COUNTS = {
  users: { service: 'tenants', entity: 'Membership' },
  customers: { service: 'crm', entity: 'Customer' },
  leads: { service: 'crm', entity: 'Lead' },
  deals: { service: 'crm', entity: 'Deal' },
  contentItems: { service: 'cms', entity: 'ContentItem' },
} as const;

export const DEALS_OPEN = { service: 'crm', entity: 'Deal', status: ['OPEN'] } as const;
/** In force, and out of the trial. */
export const SUBSCRIPTIONS_PAYING = { service: 'billing', entity: 'TenantSubscription', status: ['ACTIVE', 'PAST_DUE'] } as const;

type Counted = (typeof FIGURE_COUNTS)[keyof typeof FIGURE_COUNTS];
type Summed = typeof DEALS_OPEN | typeof SUBSCRIPTIONS_PAYING;

/** Names a tenant's figures among all that is counted of it. */
export function tenantFigures(counts: readonly LiveCount[], sums: readonly LiveSum[]): TenantFigures {
  const live = (of: Counted) => counts.find((each) => each.service === of.service && each.entity === of.entity)?.live ?? 0;
  const sumsOf = (of: Summed) =>
    sums.filter(({ service, entity, status }) =>
      service === of.service && entity === of.entity && (of.status as readonly string[]).includes(status));
  const open = sumsOf(DEALS_OPEN);
  const paying = sumsOf(SUBSCRIPTIONS_PAYING);
  return {
    users: live(FIGURE_COUNTS.users),
    customers: live(FIGURE_COUNTS.customers),
    leads: live(FIGURE_COUNTS.leads),
    deals: live(FIGURE_COUNTS.deals),
    openDeals: open.reduce((total, each) => total + each.live, 0),
    openDealValue: totalsOf(open),
    activeSubscriptions: paying.reduce((total, each) => total + each.live, 0),
    monthlyRecurring: totalsOf(paying),
    contentItems: live(FIGURE_COUNTS.contentItems),
  };
}

/** By currency, whatever the status. */
function totalsOf(sums: readonly LiveSum[]): MoneyTotal[] {
  const byCurrency = Map.groupBy(sums.filter((each) => each.live > 0), (each) => each.currency);
  return [...byCurrency]
    .map(([currency, each]) => ({ currency, amountMinor: each.reduce((total, { amountMinor }) => total + amountMinor, 0) }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
}

/** Averages to two decimals; 0 without tenants. */
export function recordsPerTenant(tenantRecords: number, tenants: number): number {
  return tenants === 0 ? 0 : Math.round((100 * tenantRecords) / tenants) / 100;
}
