import { conflict } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7 } from 'uuid';
import type { Plan } from '../../../../../prisma/billing/client/client.ts';
import { limitsByName, newPlan } from '../../domain/plan.ts';
import type { Scope } from '../scope.ts';

/** Adds a plan to the catalogue. @throws AppError BAD_USER_INPUT, CONFLICT for a code that is taken */
export async function createPlan({ platform }: Scope, input: object): Promise<Plan> {
  const { limits, usagePrices = [], ...plan } = parseInput(newPlan, input);
  const prices = usagePrices.map(({ included = 0, perUnits = 1, ...price }) => ({ ...price, included, perUnits }));
  const data = { ...plan, id: v7(), limits: limitsByName(limits ?? []), usagePrices: prices };
  try {
    return await platform.query((prisma) => prisma.plan.create({ data }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict(`There is a plan \`${plan.code}\` already. Choose another code.`);
  }
}
