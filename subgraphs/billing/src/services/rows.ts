/**
 * Rows as one parameter, for `jsonb_to_recordset`: however many there are, it is one statement. A bigint goes as text,
 * which every numeric column takes.
 */
export function asRows(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
