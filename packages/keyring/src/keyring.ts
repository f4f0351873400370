import { z } from 'zod';

/** What databasePassword can be asked for: the four roles of each service's database. */
export const DATABASE_ROLES = ['owner', 'app', 'platform', 'tail'] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

const secret = z.string().regex(/^[A-Za-z0-9_-]{43,}$/, 'is not a base64url key of 32 bytes or more');

const keyringSchema = z.strictObject({
  service: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is not the name of a service'),
  signing: secret.optional(),
  signingRoot: secret.optional(),
  rpc: secret,
  credentials: z.record(z.string(), secret),
  database: z.strictObject({ app: z.string().min(1), platform: z.string().min(1), tail: z.string().min(1) }).optional(),
  encryption: secret.optional(),
});

/**
 * Everything secret that one process needs, and nothing of any other service. It travels in one environment variable,
 * `TESSERA_KEYRING` (JSON) or `TESSERA_KEYRING_FILE`. Keys are 32 bytes in base64url.
 */
export interface ServiceKeyring {
  /** The process this belongs to: a subgraph's name, or `gateway`. */
  service: string;
  /** A subgraph's key to check the gateway's signatures. */
  signing?: string;
  /** The gateway's alone: every subgraph's signing key derives from it. */
  signingRoot?: string;
  /** This service's own key; those who may call it hold a credential derived from it. */
  rpc: string;
  /** Callee to the credential that this service calls it with. */
  credentials: Record<string, string>;
  /** Passwords of the roles that a running service uses. The owner's is the migrator's alone. */
  database?: { app: string; platform: string; tail: string };
  /** For what the service encrypts at rest, which is sealed anew when the root key is replaced (docs/decisions/0029). */
  encryption?: string;
  /**
   * The folder of its TLS files (ca.crt, tls.crt, tls.key), which gRPC then uses both ways; left out on one machine.
   * It comes from TESSERA_TLS_DIR: unlike the rest, certificates are replaced while the process runs.
   */
  tlsFolder?: string;
}

/**
 * Reads a keyring from its JSON.
 * @throws Error that names every field that is wrong, and quotes no value: the values are secrets.
 */
export function parseKeyring(json: string): ServiceKeyring {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('The keyring is not JSON. Print one with `npm run keys -- <service>`.');
  }
  const parsed = keyringSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the keyring'}: ${issue.message}`);
  throw new Error(`The keyring cannot be used (${faults.join('; ')}). Print one with \`npm run keys -- <service>\`.`);
}
