import { serve, servedCall, type ServedCall } from '@tessera/identity';
import type { Session } from './session.ts';

type Loader<Argument> = (argument: Argument) => Promise<unknown>;

/** Prisma Client's internals, as of 7.10: what it asks to join requests, and to send them. */
interface BatchOptions {
  batchBy: (request: object) => string | undefined;
  singleLoader: Loader<object>;
  batchLoader: Loader<readonly object[]>;
}

interface BatchingClient {
  readonly _requestHandler?: { readonly dataloader?: { readonly options?: Partial<BatchOptions> } };
}

interface Sessions {
  session(): Session;
  run<T>(session: Session, work: () => PromiseLike<T>): Promise<T>;
}

/**
 * Prisma gathers `findUnique` calls and `$transaction([...])` for a tick, joins what looks alike, and sends everything
 * that it gathered from within the first caller's asynchronous context: another tenant's call of the same tick would
 * run in the first one's session, and end with the first one's caller. So each request remembers whose it is, is joined
 * within its own session only, and is sent in it.
 * @throws when Prisma's internals are not where they were; that is no state to start in
 */
export function keepBatchesInSession(prisma: object, sessions: Sessions): void {
  const options = (prisma as BatchingClient)._requestHandler?.dataloader?.options;
  if (!options || !isComplete(options)) {
    throw new Error(
      'This version of Prisma gathers queries in another way; packages/tenancy/src/batches.ts must follow it.',
    );
  }
  const { batchBy, singleLoader, batchLoader } = options;
  const asked = new WeakMap<object, { readonly session: Session; readonly call: ServedCall | undefined }>();
  const numberOf = createNumbering();
  const inSession = (request: object | undefined, send: () => Promise<unknown>) => {
    const asker = request && asked.get(request);
    if (!asker) throw new Error('A request reached the database without having been asked for in a session.');
    return serve(asker.call, () => sessions.run(asker.session, send));
  };

  options.batchBy = (request) => {
    const session = sessions.session();
    asked.set(request, { session, call: servedCall() });
    const key = batchBy(request);
    return key === undefined ? undefined : `${numberOf(session)} ${key}`;
  };
  options.singleLoader = (request) => inSession(request, () => singleLoader(request));
  options.batchLoader = (requests) => inSession(requests[0], () => batchLoader(requests));
}

function isComplete(options: Partial<BatchOptions>): options is BatchOptions {
  const { batchBy, singleLoader, batchLoader } = options;
  return [batchBy, singleLoader, batchLoader].every((part) => typeof part === 'function');
}

function createNumbering(): (session: Session) => number {
  const numbers = new WeakMap<Session, number>();
  let last = 0;
  return (session) => {
    const known = numbers.get(session);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(session, last);
    return last;
  };
}
