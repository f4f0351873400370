/** Leaves room for what tells two of the same name apart. */
const MAX_LENGTH = 50;

/**
 * The slug that a name suggests: `Müller & Söhne AG` gives `muller-sohne-ag`, and a name without a Latin letter or
 * digit gives `company`. Whether the slug can be had is another matter (`slugProblem`).
 */
export function slugOfName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, MAX_LENGTH).replace(/-$/, '');
  return slug.length > 1 ? slug : 'company';
}
