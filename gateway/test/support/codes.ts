import { isAppError } from '@tessera/errors';

/** How something ended: OK, or the code of its refusal. */
export function codesOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'OK',
    (error: unknown) => {
      if (isAppError(error)) return error.code;
      throw error;
    },
  );
}
