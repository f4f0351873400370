import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const SIZE = 16;
/** Drawn for many ids at once: one system call for each took longer than all the rest of making it. */
const drawn = new Uint8Array(256 * SIZE);
let used = drawn.length;

/** A UUID v7: ids that are made later sort later, to the millisecond. */
export function newRequestId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const random = drawn.subarray(used, used + SIZE);
  used += SIZE;
  return v7({ random });
}
