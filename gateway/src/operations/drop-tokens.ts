import { Location, Token, TokenKind, type ASTNode, type DocumentNode } from 'graphql';

const NO_TOKEN = new Token(TokenKind.SOF, 0, 0, 0, 0);

/**
 * Lets go of a parsed document's tokens. Each node's location holds on to a token and by it to the whole linked list,
 * which takes about as much memory as the nodes; line and column are told by `start` and the source alone.
 */
export function dropTokens(document: DocumentNode): void {
  const open: unknown[] = [document];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null || node instanceof Location) continue;
    const { loc } = node as ASTNode;
    if (loc) Object.assign(loc, { startToken: NO_TOKEN, endToken: NO_TOKEN });
    for (const value of Object.values(node)) if (value !== undefined) open.push(value);
  }
}
