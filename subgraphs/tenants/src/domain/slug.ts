/** Names that stand for the platform itself in addresses, and so for no tenant. */
const RESERVED = new Set(
  'admin api app auth graphql health platform static status support tessera www'.split(' '),
);

/** 2 to 63 characters, the length of one DNS label: lower-case letters and digits, hyphens singly between them. */
const SHAPE = /^(?=.{2,63}$)[a-z0-9](-?[a-z0-9])+$/;

/** Why a slug cannot be had, as a sentence for the caller; null when it can. */
export function slugProblem(slug: string): string | null {
  if (!SHAPE.test(slug)) {
    return 'A slug is 2 to 63 lower-case letters and digits, with single hyphens between them, for example `acme-eu`.';
  }
  return RESERVED.has(slug) ? `The slug \`${slug}\` is reserved for the platform. Choose another.` : null;
}
