/** What happens to one demo tenant in its year; months are counted from 0. */
export interface Chapter {
  readonly beginsWith: { readonly plan: string; readonly seats: number };
  readonly changes: Readonly<Record<number, { readonly plan: string; readonly seats: number }>>;
  /** In this month the card fails twice, and then recovers. */
  readonly cardFails: number;
  /** In this month the first invoice to a customer is credited in part. */
  readonly credit: number;
  /** Calls of the API in the first month, in thousands; they grow from there. */
  readonly calls: number;
}

export const CHAPTERS: Readonly<Record<string, Chapter>> = {
  demo001: {
    beginsWith: { plan: 'starter', seats: 1 },
    changes: { 2: { plan: 'professional', seats: 2 }, 8: { plan: 'professional', seats: 4 } },
    cardFails: 5,
    credit: 9,
    calls: 14,
  },
  acme: {
    beginsWith: { plan: 'professional', seats: 5 },
    changes: { 4: { plan: 'enterprise', seats: 5 }, 7: { plan: 'enterprise', seats: 8 }, 10: { plan: 'enterprise', seats: 7 } },
    cardFails: 6,
    credit: 3,
    calls: 160,
  },
};

export const METHODS = { good: 'test_ok', failsTwice: 'test_fails_2' } as const;

/** Metrics and quantities of three reports of a month: more every month, and more at the month's end. */
export function usageOf({ calls }: Chapter, month: number): [metric: string, quantity: number][][] {
  return [0, 1, 2].map((report) => [
    ['api_calls', Math.round((calls * 1000 * (10 + month) * (10 + report)) / 330)],
    ['storage_gb', 12 + 3 * month + report],
  ]);
}

/** Invoices to customers: in which month, to the how-manieth, for what, and what became of it. */
export const INVOICES: readonly {
  readonly month: number;
  readonly customer: number;
  readonly lines: readonly { readonly description: string; readonly quantity: number; readonly unitPriceMinor: number }[];
  readonly becomes: 'PAID' | 'OPEN' | 'DRAFT' | 'VOID' | 'UNCOLLECTIBLE';
}[] = [
  { month: 1, customer: 0, becomes: 'PAID', lines: [{ description: 'Onboarding package', quantity: 1, unitPriceMinor: 240_000 }] },
  { month: 3, customer: 1, becomes: 'PAID', lines: [
    { description: 'Workshop, day', quantity: 2, unitPriceMinor: 118_000 },
    { description: 'Travel', quantity: 1, unitPriceMinor: 21_450 },
  ] },
  { month: 5, customer: 1, becomes: 'VOID', lines: [{ description: 'Workshop, day', quantity: 2, unitPriceMinor: 118_000 }] },
  { month: 7, customer: 2, becomes: 'UNCOLLECTIBLE', lines: [{ description: 'Data migration', quantity: 1, unitPriceMinor: 86_000 }] },
  { month: 10, customer: 0, becomes: 'OPEN', lines: [
    { description: 'Support, hour', quantity: 12, unitPriceMinor: 9_500 },
    { description: 'Discount', quantity: 1, unitPriceMinor: -9_500 },
  ] },
  { month: 11, customer: 1, becomes: 'DRAFT', lines: [{ description: 'Pilot project, first part', quantity: 1, unitPriceMinor: 160_000 }] },
];
