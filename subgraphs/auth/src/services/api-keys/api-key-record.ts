import type { ApiKey } from '../../../../../prisma/auth/client/client.ts';
import { badInput } from '@tessera/errors';
import type { Checked } from '../../domain/api-key-rules.ts';

/** A key as lists show it: its hash stays in the database. */
export type ApiKeyRecord = Omit<ApiKey, 'keyHash'>;

export interface IssuedKey {
  readonly apiKey: ApiKeyRecord;
  /** In clear, this once. */
  readonly secret: string;
}

/** For every query whose rows leave the service. */
export const WITHOUT_HASH = { keyHash: true } as const;

/** @throws AppError BAD_USER_INPUT for an argument that cannot be accepted */
export function accept<T>(checked: Checked<T>): T {
  if ('value' in checked) return checked.value;
  throw badInput(checked.field, checked.fault);
}
