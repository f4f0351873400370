import { Client, type ServiceError } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { connectionOptions } from './channel-options.ts';
import { errorOf } from './status.ts';
import { channelCredentials } from './tls.ts';

export type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';

export interface HealthClient {
  /**
   * The service's own word on itself.
   * @throws AppError UNAVAILABLE when nobody answers, DEADLINE_EXCEEDED after `deadlineMs` (default 1,000)
   */
  check(options?: { readonly deadlineMs?: number }): Promise<ServingStatus>;
  close(): void;
}

/**
 * Asks the standard health check (grpc.health.v1) of the server at `host:port`.
 * @param tlsFolder of the asking service's keyring
 */
export function createHealthClient(target: string, callee: string, tlsFolder?: string): HealthClient {
  const { Check: method } = healthService;
  if (!method) throw new Error('grpc-health-check has no method Check.');
  const { path, requestSerialize, responseDeserialize } = method;
  const client = new Client(target, channelCredentials(tlsFolder), {
    ...connectionOptions(callee),
    // Whoever asks wants to know of a service that has come back before others find it.
    'grpc.max_reconnect_backoff_ms': 200,
  });
  return {
    check: ({ deadlineMs = 1_000 } = {}) =>
      new Promise((resolve, reject) => {
        const deadline = Date.now() + deadlineMs;
        client.makeUnaryRequest<object, object>(
          path, requestSerialize, responseDeserialize, { service: '' }, { deadline },
          (error: ServiceError | null, response?: object) => {
            if (error) reject(errorOf(error, callee, path));
            else resolve((response as { status: ServingStatus }).status);
          },
        );
      }),
    close: () => client.close(),
  };
}
