import type { Scope } from './scope.ts';

/** Moves billing's clock, and has what is due by then happen. @throws AppError FORBIDDEN in production, BAD_USER_INPUT */
export async function moveClock({ background }: Scope, to: Date): Promise<Date> {
  const now = await background.clock.moveTo(to);
  background.wake();
  return now;
}
