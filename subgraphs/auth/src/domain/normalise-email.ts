import { domainToASCII } from 'node:url';

const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** Printable, without blanks, quotes, brackets and the other characters that need quoting in RFC 5321. */
const LOCAL_PART = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one spelling under which an e-mail address is stored and compared: NFKC, lower case, domain in ASCII
 * (https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 for the lengths). Dots and `+tags` stay, because they tell
 * mailboxes apart with most providers. Null when the text is no address.
 */
export function normaliseEmail(text: string): string | null {
  const [local, domain, ...rest] = canonical(text).split('@');
  if (!local || !domain || rest.length > 0) return null;
  if (local.length > MAX_LOCAL || !LOCAL_PART.test(local)) return null;
  const asciiDomain = domainToASCII(domain);
  if (!DOMAIN.test(asciiDomain)) return null;
  const address = `${local}@${asciiDomain}`;
  return address.length <= MAX_ADDRESS ? address : null;
}

/** How an address begins, in that spelling. A domain that is not ASCII has to be whole: in ASCII its beginning reads otherwise. */
export function normaliseEmailPrefix(text: string): string {
  const prefix = canonical(text);
  return /@.*\P{ASCII}/u.test(prefix) ? (normaliseEmail(prefix) ?? prefix) : prefix;
}

/** Twice NFKC, because lower-casing can leave a letter decomposed: the result has to be its own normal form. */
function canonical(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
}
