import microdiff from 'microdiff';

/** One difference between two revisions. */
export interface Change {
  /** For example `slug` or `data.tags.0`. */
  readonly path: string;
  readonly kind: 'ADDED' | 'CHANGED' | 'REMOVED';
  readonly before: unknown;
  readonly after: unknown;
}

const KINDS = { CREATE: 'ADDED', CHANGE: 'CHANGED', REMOVE: 'REMOVED' } as const;

/** What changed from one content to another, value by value; empty when nothing did. */
export function diffOf(from: object, to: object): Change[] {
  return microdiff(from, to, { cyclesFix: false }).map((difference) => ({
    path: difference.path.join('.'),
    kind: KINDS[difference.type],
    before: 'oldValue' in difference ? difference.oldValue : null,
    after: 'value' in difference ? difference.value : null,
  }));
}

/** The same between two of these revisions, by number; null when one of them is missing. */
export function diffBetween<Revision extends { readonly number: number }>(
  revisions: readonly Revision[],
  from: number,
  to: number,
  contentOf: (revision: Revision) => object,
): Change[] | null {
  const [before, after] = [from, to].map((number) => revisions.find((each) => each.number === number));
  return before && after ? diffOf(contentOf(before), contentOf(after)) : null;
}
