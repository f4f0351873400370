import { z } from 'zod';

/** The archive's last entry. */
export const MANIFEST = 'manifest.json';

const manifestSchema = z.object({
  /** The version of the archive's own layout. */
  backup: z.literal(1),
  /** The data folder's format. */
  format: z.int(),
  postgres: z.string(),
  createdAt: z.string(),
  files: z.record(z.string(), z.object({ size: z.int(), sha256: z.string() })),
});

export type BackupManifest = z.output<typeof manifestSchema>;
export type FileRecord = BackupManifest['files'][string];

/** @throws Error when it is not a manifest of this layout */
export function parseManifest(json: string): BackupManifest {
  return manifestSchema.parse(JSON.parse(json));
}
