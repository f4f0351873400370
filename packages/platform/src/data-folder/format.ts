import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, OperatorError } from '../operator-error.ts';
import { writeFileAtomic } from './atomic-file.ts';

/** The layout of a data folder that this release writes. Raise it together with a step in FORMAT_STEPS. */
export const FORMAT_VERSION = 1;

/** Turns a data folder of version `from` into one of version `from + 1`; may run again after a crash half-way. */
export interface FormatStep {
  readonly from: number;
  readonly description: string;
  run(dataDir: string): Promise<void>;
}

export const FORMAT_STEPS: readonly FormatStep[] = [];

const formatSchema = z.looseObject({ version: z.int().min(1), rootFingerprint: z.string().optional() });
export type DataFolderFormat = z.output<typeof formatSchema>;

/** What `format.json` says, or null for a folder that is not Tessera's yet. */
export async function readFormat(dataDir: string): Promise<DataFolderFormat | null> {
  const path = join(dataDir, 'format.json');
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const parsed = formatSchema.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  throw new OperatorError(
    `${path} cannot be read: restore the folder with \`npm run restore\`, or set TESSERA_DATA_DIR to another.`,
  );
}

export async function writeFormat(dataDir: string, format: DataFolderFormat): Promise<void> {
  await writeFileAtomic(join(dataDir, 'format.json'), `${JSON.stringify(format, null, 2)}\n`);
}

/**
 * Brings a data folder to this release's version, recording each step as it is done.
 * @throws OperatorError when the folder was written by a newer release
 */
export async function upgradeFormat(
  dataDir: string,
  format: DataFolderFormat,
  target: number = FORMAT_VERSION,
  steps: readonly FormatStep[] = FORMAT_STEPS,
): Promise<DataFolderFormat> {
  if (format.version > target) {
    throw new OperatorError(
      `${dataDir} was written by a newer Tessera (format ${format.version}, this one knows ${target}): ` +
        'start that release, or set TESSERA_DATA_DIR to another folder.',
    );
  }
  let current = format;
  while (current.version < target) {
    const step = steps.find((candidate) => candidate.from === current.version);
    if (!step) {
      throw new OperatorError(
        `${dataDir} has format ${current.version}, which this Tessera cannot upgrade: start an older release first.`,
      );
    }
    await step.run(dataDir);
    current = { ...current, version: current.version + 1 };
    await writeFormat(dataDir, current);
  }
  return current;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
