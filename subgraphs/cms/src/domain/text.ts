import { id as anyId, string } from '@tessera/fields';

/** The id of a row by which a list is filtered, or of a user, whom this service does not know. */
export const id = anyId.transform((value) => value.toLowerCase());

/** Part of an address, for example `our-first-year`. */
export const slug = string
  .trim()
  .max(200, 'It is longer than 200 characters.')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Use lower-case letters and digits, with single hyphens between them.');

/** A slug made of a title: letters lose their marks, all else becomes hyphens; null when nothing is left. */
export function slugOf(title: string): string | null {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase();
  const made = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 200).replace(/^-+|-+$/g, '');
  return made === '' ? null : made;
}
