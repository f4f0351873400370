import type { RegisterInput as RegisterArguments } from '../generated/resolvers.ts';
import type { RegisterInput } from '../services/registration/check-request.ts';

/** What a client leaves out and what it sends as null are the same here. */
export function registrationInput(input: RegisterArguments, idempotencyKey: string): RegisterInput {
  const { email, password, companyName, ...told } = input;
  return {
    email,
    password,
    companyName,
    slug: told.slug ?? null,
    country: told.country ?? null,
    displayName: told.displayName ?? null,
    phone: told.phone ?? null,
    locale: told.locale ?? null,
    timeZone: told.timeZone ?? null,
    idempotencyKey,
  };
}
