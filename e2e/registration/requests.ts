import { randomUUID } from 'node:crypto';
import type { GraphQLAnswer, TestTessera } from '@tessera/testkit';

export const PASSWORD = 'tulips under a wide sky';

export interface RegistrationVariables {
  readonly idempotencyKey: string;
  readonly input: {
    readonly email: string;
    readonly password: string;
    readonly companyName: string;
    readonly slug: string;
    readonly displayName?: string;
  };
}

export interface Registered {
  readonly register: {
    readonly status: 'PENDING' | 'ACTIVE';
    readonly session: { readonly accessToken: string; readonly refreshToken: string; readonly expiresIn: number };
  };
}

const MUTATION = `mutation ($input: RegisterInput!, $idempotencyKey: String!) {
  register(input: $input, idempotencyKey: $idempotencyKey) {
    status
    session { accessToken refreshToken expiresIn }
  }
}`;

/** A registration of a person and a company that nobody else has registered. */
export function newRequest(given: Partial<RegistrationVariables['input']> = {}): RegistrationVariables {
  const id = randomUUID();
  const own = { email: `${id}@people.example`, password: PASSWORD, companyName: 'Nordwind AG', slug: `n-${id}` };
  return { idempotencyKey: id, input: { ...own, ...given } };
}

export function sendRegistration(
  { anonymous }: TestTessera,
  { input, idempotencyKey }: RegistrationVariables,
): Promise<GraphQLAnswer<Registered>> {
  return anonymous.send<Registered>(MUTATION, { input, idempotencyKey });
}
