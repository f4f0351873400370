import { clearable, line, oneOf, optional, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { amountMinor, currency } from './currency.ts';
import { day, email, percent, phone, userId } from './fields.ts';

export const LEAD_SOURCES = ['WEBSITE', 'REFERRAL', 'CAMPAIGN', 'EVENT', 'PARTNER', 'OUTBOUND', 'OTHER'] as const;
export const LEAD_STATUSES = ['NEW', 'CONTACTED', 'QUALIFIED', 'UNQUALIFIED', 'CONVERTED'] as const;

/** A conversion makes a customer and a deal; a status that is merely set would claim both without having them. */
const status = oneOf(LEAD_STATUSES).refine((value) => value !== 'CONVERTED', 'Use convertLead to convert a lead.');

export const newLead = z.strictObject({
  name: line(200),
  email: optional(email),
  phone: optional(phone),
  company: optional(line(200)),
  source: optional(oneOf(LEAD_SOURCES)),
  status: optional(status),
  score: optional(percent),
  ownerId: optional(userId),
});

export const leadChanges = z.strictObject({
  name: line(200).optional(),
  email: clearable(email),
  phone: clearable(phone),
  company: clearable(line(200)),
  source: oneOf(LEAD_SOURCES).optional(),
  status: status.optional(),
  score: percent.optional(),
  ownerId: userId.optional(),
});

export const leadConversion = z.strictObject({
  customerId: optional(z.string()),
  email: optional(email),
  dealTitle: optional(line(200)),
  amountMinor: optional(amountMinor),
  currency,
  pipelineId: optional(z.string()),
  expectedCloseDate: optional(day),
});

export const leadFilter = z.strictObject({
  search: optional(line(200)),
  status: optional(z.array(z.enum(LEAD_STATUSES))),
  source: optional(z.array(z.enum(LEAD_SOURCES))),
  minScore: optional(z.int()),
  ownerId: optional(userId),
});

export type NewLead = z.input<typeof newLead>;
export type LeadChanges = Unchecked<z.input<typeof leadChanges>>;
export type LeadConversion = z.input<typeof leadConversion>;
export type LeadFilter = z.output<typeof leadFilter>;
