import { conflict } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { isForeignKeyViolation } from '@tessera/tenancy';
import { v7 as uuid } from 'uuid';
import { locales as localesSchema, type LocaleInput } from '../domain/locales.ts';
import { withChains, type LocaleWithChain } from './list-locales.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Replaces the tenant's locales.
 * @throws AppError BAD_USER_INPUT; CONFLICT for a locale that is left out and still has items, deleted ones included
 */
export async function setLocales(scope: Scope, input: readonly LocaleInput[]): Promise<LocaleWithChain[]> {
  const { tenantId } = writerOf(scope);
  const wanted = parseInput(localesSchema, input, 'locales');
  const codes = wanted.map(({ code }) => code);
  const work = scope.db.transaction(async (tx) => {
    // Two lists at once would make a third of both.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cms locales ' || ${tenantId}, 0))`;
    await tx.contentLocale.updateMany({ data: { isDefault: false, fallback: null } });
    await tx.contentLocale.deleteMany({ where: { code: { notIn: codes } } });
    for (const [index, { code, ...locale }] of wanted.entries()) {
      const values = { ...locale, position: index + 1 };
      await tx.contentLocale.upsert({
        where: { tenantId_code: { tenantId, code } },
        create: { ...values, tenantId, id: uuid(), code },
        update: values,
      });
    }
  });
  await work.catch((error: unknown) => {
    if (!isForeignKeyViolation(error)) throw error;
    throw conflict('A locale that is left out has items: keep it in the list, or move its items first.');
  });
  return withChains(wanted);
}
