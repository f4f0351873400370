import { createPrivateKey, generateKeyPairSync, randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient, SigningKey } from '../../../../prisma/auth/client/client.ts';
import { earliestActivation, keySchedule, type KeySchedule } from '../domain/key-schedule.ts';
import { ALGORITHM } from './access-token.ts';
import type { SealedBox } from './sealed-box.ts';
import { signingKeyLabel } from './sealed-columns.ts';

/** How long this process relies on the keys that it has read; far less than a key is published before it signs. */
const REREAD_AFTER_MS = 20_000;
/** Any number that no other advisory lock of this database uses. */
const ROTATION_LOCK = 7_105_001;

export interface PublicKeySet {
  readonly keys: readonly JsonWebKey[];
}

export type SigningKeySchedule = KeySchedule<SigningKey>;

export interface SigningKeys {
  /** The key to sign with now. Makes the very first one. */
  signing(): Promise<{ kid: string; privateKey: KeyObject }>;
  schedule(): Promise<SigningKeySchedule>;
  /** Everything that a verifier has to know now, https://www.rfc-editor.org/rfc/rfc7517 */
  publicKeySet(): Promise<PublicKeySet>;
  /** Makes the successor that is due and drops what has expired. Replicas may call it at the same time. */
  maintain(): Promise<void>;
  /**
   * Publishes the next key now, to sign as soon as every verifier has read it. Null when one is on its way already.
   * Runs in the caller's transaction.
   */
  rotate(tx: TransactionClient<PrismaClient>): Promise<SigningKey | null>;
}

/** The ES256 key pairs of this service, read from its database, whose private halves `box` opens. */
export function createSigningKeys(
  db: ScopedDb<PrismaClient>,
  box: SealedBox,
  now: () => Date = () => new Date(),
): SigningKeys {
  let known: { readonly rows: readonly SigningKey[]; readonly readAt: number } | null = null;
  const opened = new Map<string, KeyObject>();

  const read = async () => {
    const rows = await db.query((prisma) => prisma.signingKey.findMany());
    known = { rows, readAt: now().getTime() };
    return rows;
  };
  const schedule = async () => {
    const fresh = known && now().getTime() - known.readAt < REREAD_AFTER_MS ? known.rows : null;
    return keySchedule(fresh ?? (await read()), now());
  };
  const maintain = async () => {
    await db.transaction(async (tx) => {
      const { successorDueAt, expired } = await lockedSchedule(tx, now());
      if (successorDueAt) await tx.signingKey.create({ data: newKeyPair(box, now(), successorDueAt) });
      await tx.signingKey.deleteMany({ where: { kid: { in: expired.map((key) => key.kid) } } });
    });
    known = null;
  };
  const current = async (): Promise<SigningKey> => {
    const { signing } = await schedule();
    if (signing) return signing;
    await maintain();
    return current();
  };

  return {
    schedule,
    maintain,
    async signing() {
      const row = await current();
      const privateKey = opened.get(row.kid) ?? openPrivateKey(box, row);
      opened.set(row.kid, privateKey);
      return { kid: row.kid, privateKey };
    },
    async publicKeySet() {
      await current();
      const { upcoming, signing, retiring } = await schedule();
      const published = [...upcoming, ...(signing ? [signing] : []), ...retiring];
      return { keys: published.map((row) => row.publicJwk as JsonWebKey) };
    },
    async rotate(tx) {
      const { upcoming } = await lockedSchedule(tx, now());
      if (upcoming.length > 0) return null;
      const row = await tx.signingKey.create({ data: newKeyPair(box, now(), earliestActivation(now())) });
      known = null;
      return row;
    },
  };
}

/** Holds the rotation lock until the transaction ends, so that no two processes decide on the same keys. */
async function lockedSchedule(tx: TransactionClient<PrismaClient>, now: Date): Promise<SigningKeySchedule> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ROTATION_LOCK})`;
  return keySchedule(await tx.signingKey.findMany(), now);
}

function newKeyPair(box: SealedBox, createdAt: Date, activatesAt: Date) {
  const kid = randomUUID();
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const sealedPrivateKey = box.seal(privateKey.export({ type: 'pkcs8', format: 'der' }), signingKeyLabel(kid));
  const publicJwk = { kty, crv, x, y, kid, use: 'sig', alg: ALGORITHM };
  return { kid, publicJwk, sealedPrivateKey, createdAt, activatesAt };
}

function openPrivateKey(box: SealedBox, row: SigningKey): KeyObject {
  return createPrivateKey({ key: box.open(row.sealedPrivateKey, signingKeyLabel(row.kid)), type: 'pkcs8', format: 'der' });
}
