import type { Clock } from './clock.ts';
import type { PaymentProvider } from './payments/provider.ts';

/** What lives as long as the process and serves every request. */
export interface Background {
  readonly clock: MovableClock;
  readonly provider: PaymentProvider;
  /** Lets the schedule look at once, rather than at its next turn. */
  wake(): void;
}

/** The service's clock. */
export interface MovableClock extends Clock {
  /** Moves it to a later instant, for every replica. @throws AppError FORBIDDEN in production */
  moveTo(instant: Date): Promise<Date>;
}
