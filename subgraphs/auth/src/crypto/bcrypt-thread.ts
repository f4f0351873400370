import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';
import type { BcryptQuestion } from './bcrypt-threads.ts';

/** The thread in which bcrypt-threads.ts compares: one question at a time. */
parentPort?.on('message', ({ hash, password }: BcryptQuestion) => {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(compareSync(password, hash));
});
