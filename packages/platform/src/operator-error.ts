/**
 * Something that whoever starts Tessera can put right: a taken port, a wrong setting, an unreachable database. The
 * message is one clear sentence that names the cure; it is printed without a stack trace, and the process exits with 1.
 */
export class OperatorError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'OperatorError';
  }
}

/** By name, because a test runner loads modules once per file. */
export function isOperatorError(error: unknown): error is OperatorError {
  return error instanceof Error && error.name === 'OperatorError';
}

/** The `code` of an error from Node or PostgreSQL, e.g. `EACCES` or `3D000`. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || (codeOf(error) ?? error.name) : String(error);
}
