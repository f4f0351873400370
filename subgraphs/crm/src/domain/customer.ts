import { clearable, line, moment, oneOf, optional, type Unchecked } from '@tessera/fields';
import { z } from 'zod';
import { email, phone, userId } from './fields.ts';

export const CUSTOMER_STATUSES = ['PROSPECT', 'ACTIVE', 'INACTIVE'] as const;

export const newCustomer = z.strictObject({
  name: line(200),
  email,
  phone: optional(phone),
  company: optional(line(200)),
  status: optional(oneOf(CUSTOMER_STATUSES)),
  ownerId: optional(userId),
});

export const customerChanges = z.strictObject({
  name: line(200).optional(),
  email: email.optional(),
  phone: clearable(phone),
  company: clearable(line(200)),
  status: oneOf(CUSTOMER_STATUSES).optional(),
  ownerId: userId.optional(),
});

export const customerFilter = z.strictObject({
  search: optional(line(200)),
  status: optional(z.array(z.enum(CUSTOMER_STATUSES))),
  ownerId: optional(userId),
  createdFrom: optional(moment),
  createdBefore: optional(moment),
});

export type NewCustomer = z.input<typeof newCustomer>;
export type CustomerChanges = Unchecked<z.input<typeof customerChanges>>;
export type CustomerFilter = z.output<typeof customerFilter>;
