import { z } from 'zod';

/**
 * Apollo's persisted query manifest
 * (https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format).
 */
export const persistedManifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      /** What a client sends in place of `body`: by custom its SHA-256 in hex. */
      id: z.string().min(1),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

export type PersistedManifest = z.output<typeof persistedManifestSchema>;

/** `off`: no list. `prefer`: what is not on the list runs as well, within the limits. `only`: it is refused. */
export type PersistedMode = 'off' | 'prefer' | 'only';

export interface PersistedOperations {
  readonly mode: PersistedMode;
  readonly manifest: PersistedManifest;
}

/** @throws SyntaxError or ZodError */
export function parsePersistedManifest(text: string): PersistedManifest {
  return persistedManifestSchema.parse(JSON.parse(text));
}
