import { Kind, Location, Token, TokenKind, type ASTNode, type DocumentNode } from 'graphql';

const NO_TOKEN = new Token(TokenKind.SOF, 0, 0, 0, 0);
/** What errors of an operation that runs point to. */
const LOCATED: ReadonlySet<string> = new Set([Kind.FIELD, Kind.VARIABLE_DEFINITION]);

/**
 * Lets go of what a valid document's locations hold on to, which is twice the memory of its nodes: where nodes are that
 * no error will name any more, and the tokens. Line and column are told by `start` and the source alone.
 */
export function trimLocations(document: DocumentNode): void {
  const open: unknown[] = [document];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null || node instanceof Location) continue;
    const { kind, loc } = node as ASTNode;
    if (loc && LOCATED.has(kind)) Object.assign(loc, { startToken: NO_TOKEN, endToken: NO_TOKEN });
    else if (loc) Object.assign(node, { loc: undefined });
    for (const value of Object.values(node)) if (value !== undefined) open.push(value);
  }
}
