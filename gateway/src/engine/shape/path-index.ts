import type { GraphQLError } from 'graphql';
import type { PathSegment } from './run.ts';

interface Branch {
  readonly branches: Map<PathSegment, Branch>;
  isEnd: boolean;
}

/** Where errors are known to be: asked in the time that one path takes, however many there are. */
export class PathIndex {
  readonly #root: Branch = { branches: new Map(), isEnd: false };

  constructor(errors: readonly GraphQLError[]) {
    for (const { path } of errors) if (path) this.#add(path);
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

  /** Whether an error's path is above, at or below the first `depth` segments of a path. */
  explains(path: readonly PathSegment[], depth: number): boolean {
    let branch = this.#root;
    for (let at = 0; at < depth; at++) {
      const segment = path[at];
      const next = segment === undefined ? undefined : branch.branches.get(segment);
      if (!next) return false;
      if (next.isEnd) return true;
      branch = next;
    }
    return true;
  }
}
