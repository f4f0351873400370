/** Control characters, quotation mark, backslash and surrogates, which JSON.stringify may have to escape. */
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

export function needsEscape(text: string): boolean {
  return ESCAPED.test(text);
}

/** A string as JSON.stringify writes it, lone surrogates included. */
export function quote(text: string): string {
  return needsEscape(text) ? JSON.stringify(text) : `"${text}"`;
}
