import { badInput, conflict } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { ConfigEntry, Prisma } from '../../../../prisma/superadmin/client/client.ts';
import { keyProblem, valueProblem } from '../domain/setting-rules.ts';
import type { Scope, Transaction } from './scope.ts';

export interface SettingInput {
  readonly key: string;
  readonly value: unknown;
  readonly description?: string | null;
  readonly version?: number | null;
}

const MAX_DESCRIPTION_LENGTH = 500;

/**
 * Makes a setting (without `version`) or changes it (with the version that was read).
 * @throws AppError BAD_USER_INPUT, or CONFLICT when the setting has changed meanwhile, exists already or does not exist
 */
export async function setSystemConfig({ actor, platform }: Scope, input: SettingInput): Promise<ConfigEntry> {
  check(input);
  const { key, version } = input;
  const written = {
    value: input.value as Prisma.InputJsonValue,
    ...(input.description === undefined ? {} : { description: input.description }),
    updatedBy: actor.userId,
    updatedAt: new Date(),
  };
  return platform.transaction(async (tx) => {
    if (version === undefined || version === null) return create(tx, { key, ...written });
    const { count } = await tx.configEntry.updateMany({
      where: { key, version },
      data: { ...written, version: { increment: 1 } },
    });
    const current = await tx.configEntry.findUnique({ where: { key } });
    if (count === 1 && current) return current;
    if (!current) throw conflict(`There is no setting \`${key}\` yet. Leave \`version\` out to make it.`);
    throw conflict(`The setting \`${key}\` has changed meanwhile.`, current.version);
  });
}

function check({ key, value, description }: SettingInput): void {
  const wrongKey = keyProblem(key);
  if (wrongKey) throw badInput('input.key', wrongKey);
  const wrongValue = valueProblem(value);
  if (wrongValue) throw badInput('input.value', wrongValue);
  if (description && description.length > MAX_DESCRIPTION_LENGTH) {
    throw badInput('input.description', `A description has at most ${MAX_DESCRIPTION_LENGTH} characters.`);
  }
}

async function create(tx: Transaction, data: Prisma.ConfigEntryCreateInput): Promise<ConfigEntry> {
  try {
    return await tx.configEntry.create({ data });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict(`The setting \`${data.key}\` exists already. Read it and send its \`version\`.`);
  }
}
