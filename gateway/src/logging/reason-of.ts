/** Why a step failed, in a word of ours: messages may hold what neither log lines nor traces should. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'failed';
  return 'reason' in failure ? String(failure.reason) : failure.name;
}
