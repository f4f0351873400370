export * from './contract.ts';
export * from './count-live.ts';
export * from './define-events.ts';
export * from './foundation.ts';
export * from './log-reader.ts';
export type { LogPosition, LogTail, LoggedEvent } from './read-log.ts';
