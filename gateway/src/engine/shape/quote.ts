/** Control characters, quotation mark, backslash and surrogates, which JSON.stringify may have to escape. */
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** A string as JSON.stringify writes it, lone surrogates included. */
export function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}
