/** What has been started so far, so that it can be stopped in reverse order from any point of the start. */
export interface Teardown {
  add(stop: () => Promise<void>): void;
  /**
   * Runs one part of the start. Once `run` was called nothing more is begun, and `run` first waits for what is under
   * way, so that nothing starts behind its back.
   * @throws StoppedError
   */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Stops everything in reverse order, each even when another fails. The second call waits for the first. */
  run(): Promise<void>;
}

/** The start was called off. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

export function createTeardown(): Teardown {
  const stops: (() => Promise<void>)[] = [];
  let underWay: Promise<unknown> = Promise.resolve();
  let ending: Promise<void> | undefined;

  const stopAll = async () => {
    await underWay.catch(() => undefined);
    const errors: unknown[] = [];
    for (const stop of stops.splice(0).reverse()) await stop().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be stopped in order.');
  };
  return {
    add: (stop) => void stops.push(stop),
    async guard(work) {
      if (ending) throw new StoppedError();
      const current = work();
      underWay = current;
      const result = await current;
      if (ending) throw new StoppedError();
      return result;
    },
    run: () => (ending ??= stopAll()),
  };
}
