import { createHash } from 'node:crypto';
import type { OldRow } from './old-schema.ts';

/** What a set of rows comes to, in whatever order they are read. */
export interface Checksum {
  readonly rows: number;
  /** 128 bits in hexadecimal digits. */
  readonly sum: string;
}

type Values = readonly (string | null)[];

const MODULUS = 1n << 128n;

/** Adds up the rows' digests: a sum, because two that are the same have to count twice, which XOR would not do. */
export class RowSum {
  #rows = 0;
  #sum = 0n;

  add(values: Values): void {
    const digest = createHash('sha256').update(JSON.stringify(values)).digest();
    this.#rows += 1;
    this.#sum = (this.#sum + (digest.readBigUInt64LE(0) << 64n) + digest.readBigUInt64LE(8)) % MODULUS;
  }

  /** A row of the old database, with all of its columns. */
  addOld(row: OldRow): void {
    this.add(Object.keys(row).sort().flatMap((column) => [column, row[column] ?? null]));
  }

  result(): Checksum {
    return { rows: this.#rows, sum: this.#sum.toString(16).padStart(32, '0') };
  }
}

/** The checksum of a whole table of the old database, or of its backup. */
export async function checksumOf(batches: AsyncIterable<readonly OldRow[]>): Promise<Checksum> {
  const sum = new RowSum();
  for await (const batch of batches) for (const row of batch) sum.addOld(row);
  return sum.result();
}

export function sameChecksum(one: Checksum, other: Checksum): boolean {
  return one.rows === other.rows && one.sum === other.sum;
}
