/** Who issues what: the platform to a tenant (TES), a tenant to its customers (INV), and credit notes of both. */
export const SERIES = { platform: { invoice: 'TES', credit: 'TES-CN' }, tenant: { invoice: 'INV', credit: 'CN' } } as const;

/** @param customerId null when the payer is the tenant itself */
export function seriesFor(customerId: string | null): (typeof SERIES)[keyof typeof SERIES] {
  return customerId === null ? SERIES.platform : SERIES.tenant;
}

/** A number as it is printed: `INV-000042`. */
export function numberText(series: string, number: number): string {
  return `${series}-${String(number).padStart(6, '0')}`;
}
