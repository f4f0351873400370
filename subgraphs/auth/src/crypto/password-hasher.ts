import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '@tessera/errors';
import { canonicalPassword } from '../domain/password-rules.ts';
import { isBcryptHash, verifyBcrypt } from './bcrypt-hash.ts';

/** argon2id (the library's default) with 19 MiB, t=2, p=1: the OWASP Password Storage Cheat Sheet's first choice. */
const PARAMETERS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** libuv's pool has four threads; one stays free for files and name look-ups. */
const MAX_CONCURRENCY = 3;
/** The gateway gives up after 2 s: whoever is last in the queue has to be answered well before, on slow cores too. */
const MAX_QUEUE = 32;
/** What one hash takes on a modest core, to tell a refused caller when to come back. */
const TYPICAL_HASH_MS = 50;

export interface PasswordHasher {
  /** The password's hash in PHC format. @throws AppError RATE_LIMITED when too many wait */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash, of argon2id or of an older system's bcrypt. `null` stands for an account
   * that does not exist: it costs exactly what one with argon2id costs, and is always false. An account with bcrypt can
   * be told from it by its time, until its user has logged in. @throws AppError RATE_LIMITED when too many wait
   */
  verify(hash: string | null, password: string): Promise<boolean>;
}

export interface HasherOptions {
  /** Hashes at a time; each holds a core and 19 MiB. */
  readonly concurrency?: number;
  /** Callers that may wait for their turn; the next one is refused. */
  readonly maxQueue?: number;
}

/** Hashes passwords behind a bounded queue, so that a flood of logins is refused before it starves the process. */
export function createPasswordHasher(options: HasherOptions = {}): PasswordHasher {
  const { concurrency = Math.min(availableParallelism(), MAX_CONCURRENCY), maxQueue = MAX_QUEUE } = options;
  const inTurn = createQueue(concurrency, maxQueue);
  let ofNobody: Promise<string> | undefined;
  return {
    hash: (password) => inTurn(() => hash(canonicalPassword(password), PARAMETERS)),
    async verify(known, password) {
      // Made once, and awaited by known accounts too, so that the first unknown one does not show by taking longer.
      ofNobody ??= hash(randomBytes(16).toString('base64'), PARAMETERS);
      const compared = known ?? (await ofNobody);
      const matches = await inTurn(() =>
        isBcryptHash(compared) ? verifyBcrypt(compared, password) : verify(compared, canonicalPassword(password)));
      return matches && known !== null;
    },
  };
}

/** Runs at most `concurrency` tasks at a time, in order of arrival, and refuses when `maxQueue` wait already. */
function createQueue(concurrency: number, maxQueue: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) {
      if (waiting.length >= maxQueue) throw overloaded(maxQueue, concurrency);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await task();
    } finally {
      // The next one takes over this place, so `running` stays as it is.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function overloaded(queued: number, concurrency: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil((queued * TYPICAL_HASH_MS) / concurrency / 1000));
  return new AppError('RATE_LIMITED', 'Too many people are logging in at this moment. Try again shortly.', {
    retryAfterSeconds,
  });
}
