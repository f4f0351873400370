import { badInput } from '@tessera/errors';
import { v7 as uuid } from 'uuid';
import { chainOf, defaultOf, FIRST_LOCALES, type Locale } from '../domain/locales.ts';
import { LOCALES_QUERY } from '../loaders/index.ts';
import type { Transaction } from './scope.ts';

/** The tenant's locales, for a write: those of one that never chose are laid down. */
export async function ensureLocales(tx: Transaction, tenantId: string): Promise<readonly Locale[]> {
  const rows = await tx.contentLocale.findMany(LOCALES_QUERY);
  if (rows.length > 0) return rows;
  const data = FIRST_LOCALES.map((locale, index) => ({ ...locale, tenantId, id: uuid(), position: index + 1 }));
  await tx.contentLocale.createMany({ data, skipDuplicates: true });
  return FIRST_LOCALES;
}

/** A locale of the tenant: the one named, else the default. @throws AppError BAD_USER_INPUT for one that it lacks */
export function chooseLocale(locales: readonly Locale[], code: string | undefined, field: string): string {
  if (code === undefined) return defaultOf(locales);
  if (locales.some((locale) => locale.code === code)) return code;
  const have = locales.map((locale) => locale.code).join(', ');
  throw badInput(field, `\`${field}\`: The tenant has no locale ${code}, but ${have}. Add it by \`setContentLocales\`.`);
}

/** A locale and its fallbacks in the order in which readers are sent there. @throws AppError BAD_USER_INPUT */
export function readerChain(locales: readonly Locale[], code: string | undefined): string[] {
  return chainOf(locales, chooseLocale(locales, code, 'locale'));
}
