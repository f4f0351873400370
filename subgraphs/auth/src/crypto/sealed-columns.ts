/** A column of this service's database that holds what a SealedBox has sealed. */
export interface SealedColumn {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** What the value of one row is sealed under. */
  labelOf(key: string): string;
}

export const registrationLabel = (id: string): string => `registration:${id}`;
export const signingKeyLabel = (kid: string): string => kid;

/** All of them: they are sealed anew when the root key is replaced (docs/decisions/0029). */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'signing_keys', key: 'kid', column: 'sealed_private_key', labelOf: signingKeyLabel },
  { table: 'registrations', key: 'id', column: 'sealed_answer', labelOf: registrationLabel },
];
