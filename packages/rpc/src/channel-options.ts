import type { ChannelOptions } from '@grpc/grpc-js';
import type { ServiceDefinition } from './definition.ts';

/** The largest message either side sends or accepts, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** How often a quiet connection is probed, so that a peer that vanished without a FIN is noticed. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 5_000 };

const MESSAGE_CAPS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
};

export const SERVER_OPTIONS: ChannelOptions = { ...KEEPALIVE, ...MESSAGE_CAPS, 'grpc.max_concurrent_streams': 1_000 };

/** How a service is reached; one that comes back is found within a second. */
export function connectionOptions(callee: string): ChannelOptions {
  return {
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    // Peers are addressed directly; an HTTP_PROXY of the environment is not for them.
    'grpc.enable_http_proxy': 0,
    // Its certificate bears its name, wherever it listens.
    'grpc.ssl_target_name_override': callee,
  };
}

/** Options of a client's channel. */
export function clientOptions(definition: ServiceDefinition, callee: string): ChannelOptions {
  return {
    ...KEEPALIVE,
    ...MESSAGE_CAPS,
    ...connectionOptions(callee),
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.service_config_disable_resolution': 1,
    'grpc.service_config': JSON.stringify(serviceConfig(definition)),
  };
}

/** Retries for the calls that the contract marks idempotent, and for no other. Each attempt is signed anew. */
function serviceConfig(definition: ServiceDefinition): object {
  const name = Object.values(definition.methods)
    .filter((method) => !method.responseStream && method.options.idempotencyLevel !== undefined)
    .map((method) => ({ service: definition.fullName, method: method.name }));
  const retryPolicy = {
    maxAttempts: 3,
    initialBackoff: '0.05s',
    maxBackoff: '0.5s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  return { methodConfig: name.length > 0 ? [{ name, retryPolicy }] : [] };
}
