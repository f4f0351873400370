/** What a client of ours might well ask. */
export interface LegitimateOperation {
  readonly name: string;
  /** As in hostile-request.ts. */
  readonly graph?: 'tessera' | 'abstract';
  readonly query: string;
  readonly operationName?: string;
  /** Left out: made up for what the operation declares. */
  readonly variables?: Readonly<Record<string, unknown>>;
}
