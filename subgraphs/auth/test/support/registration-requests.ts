import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { RegisterInput } from '../../src/services/registration/check-request.ts';
import { PASSWORD } from './auth-world.ts';

/** A registration of a person and a company that nobody else has registered. */
export function request(input: Partial<RegisterInput> = {}): RegisterInput {
  const untold = { country: null, displayName: null, phone: null, locale: null, timeZone: null };
  const email = `${v7()}@people.example`;
  const own = { email, password: PASSWORD, companyName: 'Nordwind', slug: `s-${v7()}`, idempotencyKey: randomUUID() };
  return { ...untold, ...own, ...input };
}

/** What a call was refused with; null when it was not. */
export async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
    return null;
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: object };
    return { code, message, details };
  }
}
