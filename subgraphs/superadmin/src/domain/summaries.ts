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

/** Names a tenant's figures among all that is counted of it. */
export function tenantFigures(counts: readonly LiveCount[], sums: readonly LiveSum[]): TenantFigures {
  const live = (service: string, entity: string) =>
    counts.find((each) => each.service === service && each.entity === entity)?.live ?? 0;
  const open = sums.filter(({ service, entity, status }) => service === 'crm' && entity === 'Deal' && status === 'OPEN');
  const running = sums.filter((sum) => sum.service === 'billing' && sum.entity === 'TenantSubscription' && PAYING.includes(sum.status));
  return {
    users: live('tenants', 'Membership'),
    customers: live('crm', 'Customer'),
    leads: live('crm', 'Lead'),
    deals: live('crm', 'Deal'),
    openDeals: open.reduce((total, each) => total + each.live, 0),
    openDealValue: totalsOf(open),
    activeSubscriptions: running.reduce((total, each) => total + each.live, 0),
    monthlyRecurring: totalsOf(running),
    contentItems: live('cms', 'ContentItem'),
  };
}

/** Subscriptions that are in force and out of their trial. */
const PAYING: readonly string[] = ['ACTIVE', 'PAST_DUE'];

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
