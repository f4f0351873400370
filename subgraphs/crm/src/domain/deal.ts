import { clearable, id, line, optional, text, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { amountMinor, currency } from './currency.ts';
import { day, percent, userId } from './fields.ts';

export const DEAL_STATUSES = ['OPEN', 'WON', 'LOST'] as const;

export const newDeal = z.strictObject({
  title: line(200),
  customerId: z.string(),
  amountMinor,
  currency,
  pipelineId: optional(z.string()),
  stageId: optional(z.string()),
  probability: optional(percent),
  expectedCloseDate: optional(day),
  ownerId: optional(userId),
});

export const dealChanges = z.strictObject({
  title: line(200).optional(),
  amountMinor: amountMinor.optional(),
  currency: currency.optional(),
  probability: percent.optional(),
  expectedCloseDate: clearable(day),
  ownerId: userId.optional(),
});

export const reason = text(500);

export const dealFilter = z.strictObject({
  search: optional(line(200)),
  status: optional(z.array(z.enum(DEAL_STATUSES))),
  pipelineId: optional(id),
  stageId: optional(id),
  customerId: optional(id),
  ownerId: optional(userId),
  currency: optional(currency),
  minAmountMinor: optional(z.int()),
  maxAmountMinor: optional(z.int()),
  expectedCloseFrom: optional(day),
  expectedCloseTo: optional(day),
});

export type NewDeal = z.input<typeof newDeal>;
export type DealChanges = Unchecked<z.input<typeof dealChanges>>;
export type DealFilter = z.output<typeof dealFilter>;
