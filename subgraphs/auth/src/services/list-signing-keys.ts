import type { Scope } from './scope.ts';

/** What may be told of a key pair. */
export interface SigningKeyRecord {
  readonly kid: string;
  readonly state: 'UPCOMING' | 'SIGNING' | 'RETIRING';
  readonly createdAt: Date;
  readonly activatesAt: Date;
}

/** The key pairs whose public halves are published now, newest first. */
export async function listSigningKeys(scope: Pick<Scope, 'signingKeys'>): Promise<SigningKeyRecord[]> {
  const { upcoming, signing, retiring } = await scope.signingKeys.schedule();
  const inState = (state: SigningKeyRecord['state'], keys: typeof upcoming) =>
    keys.map(({ kid, createdAt, activatesAt }) => ({ kid, createdAt, activatesAt, state }));
  return [
    ...inState('UPCOMING', upcoming),
    ...inState('SIGNING', signing ? [signing] : []),
    ...inState('RETIRING', retiring.toReversed()),
  ];
}
