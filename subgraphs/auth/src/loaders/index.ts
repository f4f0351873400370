import type DataLoader from 'dataloader';
import type { UserRecord } from '../services/open-session.ts';
import { createVisibleUsers, type VisibleUsersSource } from './visible-users.ts';

/** Batches and remembers reads for the length of one request. */
export interface Loaders {
  /** A user by id; null when the caller may not see it, or when there is none. */
  readonly visibleUser: DataLoader<string, UserRecord | null>;
}

export function createLoaders(source: VisibleUsersSource): Loaders {
  return { visibleUser: createVisibleUsers(source) };
}
