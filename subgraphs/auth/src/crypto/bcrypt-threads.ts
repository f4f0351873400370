import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { programFile } from '@tessera/platform';

/** What a thread is asked. */
export interface BcryptQuestion {
  readonly hash: string;
  readonly password: string;
}

/** A thread that nobody needed for so long ends: each login with bcrypt leaves one hash less of it. */
const IDLE_MS = 10_000;

interface IdleThread {
  readonly worker: Worker;
  readonly end: NodeJS.Timeout;
}

const idle: IdleThread[] = [];

/**
 * Compares in a thread of its own, because bcrypt in JavaScript keeps its thread busy for up to a second. There are as
 * many threads as comparisons at once: whoever calls bounds them (password-hasher.ts).
 */
export async function compareInThread(question: BcryptQuestion): Promise<boolean> {
  const worker = takeThread();
  try {
    const matches = await ask(worker, question);
    keepThread(worker);
    return matches;
  } catch (error) {
    void worker.terminate();
    throw error;
  }
}

function takeThread(): Worker {
  const known = idle.pop();
  if (!known) return new Worker(programFile('bcrypt-thread', import.meta.url), { env: {} });
  clearTimeout(known.end);
  known.worker.ref();
  return known.worker;
}

/** It keeps no process alive that has nothing else to do. */
function keepThread(worker: Worker): void {
  worker.unref();
  const end = setTimeout(() => {
    idle.splice(idle.findIndex((each) => each.worker === worker), 1);
    void worker.terminate();
  }, IDLE_MS).unref();
  idle.push({ worker, end });
}

async function ask(worker: Worker, question: BcryptQuestion): Promise<boolean> {
  const answered = new AbortController();
  const { signal } = answered;
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(question);
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Error('The thread that compares bcrypt hashes has ended.');
  });
  try {
    const [matches] = (await Promise.race([once(worker, 'message', { signal }), ended])) as [boolean];
    return matches;
  } finally {
    answered.abort();
  }
}
