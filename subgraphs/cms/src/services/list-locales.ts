import { chainOf, type Locale } from '../domain/locales.ts';
import type { Scope } from './scope.ts';

/** A locale with its fallbacks in the order in which they are tried. */
export interface LocaleWithChain extends Locale {
  readonly chain: string[];
}

/** The tenant's locales, in their order. */
export async function listLocales({ load }: Scope): Promise<LocaleWithChain[]> {
  return withChains(await load.locales.load());
}

export function withChains(locales: readonly Locale[]): LocaleWithChain[] {
  return locales.map((locale) => ({ ...locale, chain: chainOf(locales, locale.code) }));
}
