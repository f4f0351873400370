import type { PathSegment } from './run.ts';

interface Branch {
  readonly branches: Map<PathSegment, Branch>;
  isEnd: boolean;
}

/** Places in an answer, as those of errors: asked in the time that one path takes, however many there are. */
export class PathIndex {
  readonly #root: Branch = { branches: new Map(), isEnd: false };

  constructor(paths: Iterable<readonly PathSegment[] | undefined>) {
    for (const path of paths) if (path) this.#add(path);
  }

  #add(path: readonly PathSegment[]): void {
    let branch = this.#root;
    for (const segment of path) {
      let next = branch.branches.get(segment);
      if (!next) {
        next = { branches: new Map(), isEnd: false };
        branch.branches.set(segment, next);
      }
      branch = next;
    }
    // The root itself is everyone's place, and so explains nobody's null.
    branch.isEnd = path.length > 0;
  }

  /**
   * Whether a place is above, or at, the first `depth` segments of a path. Where a place leaves out the index in a list,
   * it is that place in every item.
   */
  covers(path: readonly PathSegment[], depth: number): boolean {
    return isCovered(this.#root, path, 0, depth);
  }

  /** Whether a place is at or below, and none above, the first `depth` segments of a path. */
  reaches(path: readonly PathSegment[], depth: number): boolean {
    let branch: Branch | undefined = this.#root;
    for (let at = 0; at < depth && branch; at++) {
      if (branch.isEnd) return false;
      branch = branch.branches.get(path[at] ?? '');
    }
    return branch !== undefined;
  }
}

function isCovered(branch: Branch, path: readonly PathSegment[], at: number, depth: number): boolean {
  if (branch.isEnd) return true;
  const segment = path[at];
  if (at >= depth || segment === undefined) return false;
  const next = branch.branches.get(segment);
  if (next && isCovered(next, path, at + 1, depth)) return true;
  return typeof segment === 'number' && isCovered(branch, path, at + 1, depth);
}
