import { limitsOf } from '../domain/plan.ts';
import type { UsagePrice } from '../domain/usage-price.ts';
import type { PlanResolvers } from '../generated/resolvers.ts';

export const Plan: PlanResolvers = {
  priceMinor: ({ priceMinor }) => Number(priceMinor),
  limits: ({ limits }) => limitsOf(limits),
  usagePrices: ({ usagePrices }) => usagePrices as unknown as UsagePrice[],
  __resolveReference: ({ id }, { scope }) => scope.load.plan.load(id),
};
