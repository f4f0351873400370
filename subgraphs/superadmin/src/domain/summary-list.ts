import { line, optional } from '@tessera/fields';
import { z } from 'zod';
import { DEALS_OPEN, FIGURE_COUNTS, SUBSCRIPTIONS_PAYING } from './summaries.ts';

/** Which summaries a list has. */
export const summaryFilter = z.strictObject({
  search: optional(line(200)),
  status: optional(z.array(z.string())),
  tier: optional(z.array(z.string())),
});
export type SummaryFilter = z.output<typeof summaryFilter>;

/** What a list of summaries can be ordered by, and where that is counted. */
export const SUMMARY_SORTS = {
  SLUG: { of: 'slug' },
  NAME: { of: 'name' },
  USERS: { of: 'count', ...FIGURE_COUNTS.users },
  CUSTOMERS: { of: 'count', ...FIGURE_COUNTS.customers },
  LEADS: { of: 'count', ...FIGURE_COUNTS.leads },
  DEALS: { of: 'count', ...FIGURE_COUNTS.deals },
  OPEN_DEALS: { of: 'live', ...DEALS_OPEN },
  OPEN_DEAL_VALUE: { of: 'amount', ...DEALS_OPEN },
  CONTENT_ITEMS: { of: 'count', ...FIGURE_COUNTS.contentItems },
  MONTHLY_RECURRING: { of: 'amount', ...SUBSCRIPTIONS_PAYING },
} as const;
export type SummarySort = keyof typeof SUMMARY_SORTS;

const currency = z.string().trim().toUpperCase().regex(/^[A-Z]{3}$/, 'It is not an ISO 4217 code, such as USD.');

/** An order: amounts of several currencies do not compare, so one has to be named for them, and for nothing else. */
export const summaryOrder = z
  .strictObject({
    field: z.enum(Object.keys(SUMMARY_SORTS) as [SummarySort, ...SummarySort[]]),
    direction: z.enum(['ASC', 'DESC']).default('ASC'),
    currency: optional(currency),
  })
  .refine(({ field, currency: code }) => code !== undefined || SUMMARY_SORTS[field].of !== 'amount', {
    path: ['currency'],
    error: 'Name the currency whose amounts count, for example USD.',
  })
  .refine(({ field, currency: code }) => code === undefined || SUMMARY_SORTS[field].of === 'amount', {
    path: ['currency'],
    error: 'Leave it out: what the list is ordered by is no amount of money.',
  });
export type SummaryOrder = z.output<typeof summaryOrder>;
