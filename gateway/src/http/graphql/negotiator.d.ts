/** The package brings no types. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: { readonly accept?: string } });
    /** The one of `available` that the `accept` header likes best; undefined where it accepts none. */
    mediaType(available: readonly string[]): string | undefined;
  }
}
