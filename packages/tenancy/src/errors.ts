/** Which columns or which constraint a refused write ran into, as far as the database told. */
export interface Violation {
  readonly constraint?: string;
  readonly columns?: readonly string[];
}

/** The places where Prisma, its driver adapter and pg put what they know of an error. All of it may be missing. */
interface ErrorShape {
  readonly code?: string;
  readonly severity?: string;
  readonly constraint?: string | { readonly index?: string; readonly fields?: readonly string[] };
  readonly kind?: string;
  readonly originalCode?: string;
  readonly cause?: ErrorShape;
  readonly meta?: { readonly driverAdapterError?: ErrorShape; readonly code?: string };
}

/** The violation, when `error` says that a unique key is already taken; else null. */
export function uniqueViolation(error: unknown): Violation | null {
  return violationOf(error, '23505', ['P2002', 'UniqueConstraintViolation']);
}

/** The violation, when `error` says that a referenced row is missing or still in use; else null. */
export function foreignKeyViolation(error: unknown): Violation | null {
  return violationOf(error, '23503', ['P2003', 'ForeignKeyConstraintViolation']);
}

export const isUniqueViolation = (error: unknown): boolean => uniqueViolation(error) !== null;
export const isForeignKeyViolation = (error: unknown): boolean => foreignKeyViolation(error) !== null;

/** The row to update or delete does not exist for this caller (Prisma's P2025). */
export function isRecordMissing(error: unknown): boolean {
  return layersOf(error).some((layer) => layer.code === 'P2025');
}

/** Row-level security refused the write, e.g. a row of another tenant or one that the caller may only read. */
export function isRowRefused(error: unknown): boolean {
  return saysAnyOf(error, ['42501']);
}

/** Two transactions met (serialization failure or deadlock): running the whole work again can succeed. */
export function isWriteConflict(error: unknown): boolean {
  return saysAnyOf(error, ['40001', '40P01', 'P2034', 'TransactionWriteConflict']);
}

/** A CHECK constraint refused the row. */
export function isCheckViolation(error: unknown): boolean {
  return saysAnyOf(error, ['23514']);
}

/** A text or JSON value holds NUL, the one character that PostgreSQL has no place for. */
export function isUnstorableText(error: unknown): boolean {
  return saysAnyOf(error, ['22021', '22P05']);
}

/**
 * Whether the connection can go on after this error: the server refused one statement and said so. Not after a fatal
 * error, a broken socket, or when the connection's prepared statements are gone or stale (26000, 0A000).
 */
export function leavesConnectionUsable(error: unknown): boolean {
  const { severity, code } = error as ErrorShape;
  return severity === 'ERROR' && code !== '26000' && code !== '0A000';
}

function violationOf(error: unknown, sqlState: string, others: readonly string[]): Violation | null {
  if (!saysAnyOf(error, [sqlState, ...others])) return null;
  for (const { constraint } of layersOf(error)) {
    if (typeof constraint === 'string') return { constraint };
    if (constraint?.index) return { constraint: constraint.index };
    if (constraint?.fields) return { columns: constraint.fields };
  }
  return {};
}

function saysAnyOf(error: unknown, codes: readonly string[]): boolean {
  return layersOf(error).some(({ code, originalCode, kind }) =>
    [code, originalCode, kind].some((said) => said !== undefined && codes.includes(said)),
  );
}

/** Prisma's error, the adapter's inside its `meta`, and what that one was made of. */
function layersOf(error: unknown): ErrorShape[] {
  const layers: ErrorShape[] = [];
  let layer = error as ErrorShape | null | undefined;
  while (typeof layer === 'object' && layer !== null && layers.length < 6) {
    layers.push(layer);
    layer = layer.meta?.driverAdapterError ?? layer.cause;
  }
  return layers;
}
