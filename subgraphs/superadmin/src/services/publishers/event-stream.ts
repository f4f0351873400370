import { jetstream, jetstreamManager, JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { connect, headers, nanos, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { EventMessage } from '../../domain/event-message.ts';

/** For the connection, and for the acknowledgement of one message. */
const ANSWER_MS = 5_000;
const HOUR_MS = 60 * 60 * 1_000;
/** How long the stream of our making keeps a message. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** For how long it knows a message id again. The server remembers the ids in memory; consumers can tell them longer. */
const DUPLICATES_KNOWN_MS = HOUR_MS;

/** The server counts the headers as payload: more than our two take. */
const HEADER_BYTES = 1_024;

export interface EventStreamOptions {
  /** `nats:` or `tls:`, with `user:password@` or `token@` where the server asks for it. */
  readonly url: string;
  readonly stream: string;
  /** Messages go to `<prefix>.<service>.<entity>.<operation>`. */
  readonly prefix: string;
}

export interface EventStream {
  readonly prefix: string;
  /**
   * Publishes messages in their order, and resolves when the stream has stored every one of them.
   * @throws Error when it did not; some may be stored nevertheless, and are known again by their ids.
   */
  publish(messages: readonly EventMessage[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A JetStream stream, connected at the first publication and made where it is missing. One that an operator made is left
 * as it is.
 */
export function createEventStream(options: EventStreamOptions): EventStream {
  let opened: Promise<NatsConnection> | undefined;

  return {
    prefix: options.prefix,
    async publish(messages) {
      const connecting = (opened ??= openStream(options));
      try {
        await publishAll(await connecting, messages);
      } catch (error) {
        if (opened === connecting) opened = undefined;
        await closeQuietly(connecting);
        throw error;
      }
    },
    async close() {
      const connection = opened;
      opened = undefined;
      if (connection) await closeQuietly(connection);
    },
  };
}

async function closeQuietly(opened: Promise<NatsConnection>): Promise<void> {
  await opened.then((connection) => connection.close()).catch(() => undefined);
}

/** In flight together: on a connection that never mends itself, what arrives is a beginning of what was sent. */
async function publishAll(connection: NatsConnection, messages: readonly EventMessage[]): Promise<void> {
  const stream = jetstream(connection, { timeout: ANSWER_MS });
  const mostBytes = connection.info?.max_payload ?? Infinity;
  await Promise.all(
    messages.map(({ id, subject, tenantId, body, bodyWithoutColumns }) => {
      const header = headers();
      if (tenantId) header.set('Tessera-Tenant', tenantId);
      const fits = Buffer.byteLength(body) + HEADER_BYTES <= mostBytes;
      return stream.publish(subject, fits ? body : bodyWithoutColumns, { msgID: id, headers: header, retries: 0 });
    }),
  );
}

async function openStream({ url, stream, prefix }: EventStreamOptions): Promise<NatsConnection> {
  const named = { name: 'tessera superadmin', reconnect: false, timeout: ANSWER_MS };
  const connection = await connect({ ...serverOf(url), ...named });
  try {
    const { streams } = await jetstreamManager(connection, { timeout: ANSWER_MS });
    await streams.info(stream).catch(async (error: unknown) => {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
      const ages = { max_age: nanos(KEPT_MS), duplicate_window: nanos(DUPLICATES_KNOWN_MS) };
      await streams.add({ name: stream, subjects: [`${prefix}.>`], ...ages });
    });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The client takes no credentials from an address. */
function serverOf(address: string): ConnectionOptions {
  const { protocol, hostname, port, username, password } = new URL(address);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: `${hostname}:${port || 4222}`,
    ...(protocol === 'tls:' ? { tls: {} } : {}),
    ...(pass ? { user, pass } : user ? { token: user } : {}),
  };
}
