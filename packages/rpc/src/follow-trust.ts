import type { PromiseClientOf } from './client.ts';
import { followFeed } from './follow-feed.ts';
import type { TrustDefinition, TrustEvent } from './generated/tessera/v1/trust.ts';

export interface TrustFollowerHandlers {
  /** Each change as it commits, and each event of a snapshot when `onSnapshot` is left out. */
  readonly onEvent: (event: TrustEvent) => void;
  /** Everything that still matters, at each (re)connection: it replaces what was known of this service. */
  readonly onSnapshot?: (events: readonly TrustEvent[]) => void;
  /** At each message from the end of the snapshot on, at least every two seconds. */
  readonly onAlive: () => void;
  readonly onError?: (error: unknown) => void;
}

/** Follows a trust feed and reconnects with a bounded backoff until it is stopped. */
export function followTrust(
  client: Pick<PromiseClientOf<typeof TrustDefinition>, 'watch'>,
  handlers: TrustFollowerHandlers,
): { stop(): Promise<void> } {
  return followFeed<TrustEvent>({
    open: (signal) => client.watch({}, { signal }),
    receiver: () => trustReceiver(handlers),
    onError: handlers.onError,
  });
}

function trustReceiver(handlers: TrustFollowerHandlers): (event: TrustEvent) => boolean {
  let snapshot: TrustEvent[] | undefined = [];
  return (event) => {
    if (event.kind?.$case === 'snapshotComplete') {
      deliver(snapshot ?? []);
      snapshot = undefined;
    } else if (snapshot) {
      snapshot.push(event);
    } else if (event.kind?.$case !== 'heartbeat') {
      handlers.onEvent(event);
    }
    if (!snapshot) handlers.onAlive();
    return !snapshot;
  };

  function deliver(events: readonly TrustEvent[]): void {
    if (handlers.onSnapshot) handlers.onSnapshot(events);
    else events.forEach(handlers.onEvent);
  }
}
