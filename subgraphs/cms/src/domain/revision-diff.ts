import microdiff from 'microdiff';

/** What a revision says of an item. */
export interface RevisionContent {
  readonly slug: string;
  readonly title: string;
  readonly data: unknown;
}

/** One difference between two revisions. */
export interface Change {
  /** For example `slug` or `data.tags.0`. */
  readonly path: string;
  readonly kind: 'ADDED' | 'CHANGED' | 'REMOVED';
  readonly before: unknown;
  readonly after: unknown;
}

const KINDS = { CREATE: 'ADDED', CHANGE: 'CHANGED', REMOVE: 'REMOVED' } as const;

/** What changed from one revision to another, value by value; empty when nothing did. */
export function diffOf(from: RevisionContent, to: RevisionContent): Change[] {
  return microdiff(plain(from), plain(to), { cyclesFix: false }).map((difference) => ({
    path: difference.path.join('.'),
    kind: KINDS[difference.type],
    before: 'oldValue' in difference ? difference.oldValue : null,
    after: 'value' in difference ? difference.value : null,
  }));
}

const plain = ({ slug, title, data }: RevisionContent): object => ({ slug, title, data });
