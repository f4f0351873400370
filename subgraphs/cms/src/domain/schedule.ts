import { moment, optional } from '@tessera/fields';
import { z } from 'zod';

export const SCHEDULE_STATUSES = ['PENDING', 'DONE', 'CANCELLED', 'FAILED'] as const;

const YEARS_MS = 10 * 366 * 24 * 3600 * 1000;

/** Why nothing can be scheduled for this time; null when it can. */
export function dueProblem(dueAt: Date, now: Date): string | null {
  if (dueAt <= now) return 'Give a time that is still to come.';
  return dueAt.getTime() - now.getTime() > YEARS_MS ? 'Give a time within ten years.' : null;
}

export const scheduleFilter = z.strictObject({
  status: optional(z.array(z.enum(SCHEDULE_STATUSES))),
  dueFrom: optional(moment),
  dueBefore: optional(moment),
});
