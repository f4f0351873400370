import type { Period } from './calendar.ts';
import { least, sum } from './money.ts';

export const INVOICE_LINE_KINDS = ['PLAN', 'CREDIT', 'CHARGE', 'USAGE', 'ITEM', 'BALANCE'] as const;
export type InvoiceLineKind = (typeof INVOICE_LINE_KINDS)[number];

/** One line of an invoice that is about to be made. */
export interface DraftLine {
  readonly kind: InvoiceLineKind;
  readonly description: string;
  readonly quantity: bigint;
  /** Null where the line is no multiple of a price. */
  readonly unitPriceMinor: bigint | null;
  readonly amountMinor: bigint;
  readonly period: Period | null;
  /** What a USAGE line bills: these records of the invoice's subscription. */
  readonly usage: { readonly metric: string; readonly cycle: number; readonly records: number } | null;
}

/** Lines with their sum, which is never below zero, and what the payer's balance is afterwards. */
export interface SettledLines {
  readonly lines: readonly DraftLine[];
  readonly totalMinor: bigint;
  readonly balanceMinor: bigint;
}

/**
 * Settles lines with the payer's credit balance, by a line of its own: what is owed is taken from the balance as far as
 * it goes, and what the lines give back is put to it. So the lines always add up to the total.
 */
export function settleWithBalance(lines: readonly DraftLine[], balanceMinor: bigint): SettledLines {
  const owed = sum(lines.map((line) => line.amountMinor));
  const fromBalance = owed < 0n ? owed : least(owed, balanceMinor);
  const settled = fromBalance === 0n ? lines : [...lines, balanceLine(-fromBalance)];
  return { lines: settled, totalMinor: owed - fromBalance, balanceMinor: balanceMinor - fromBalance };
}

function balanceLine(amountMinor: bigint): DraftLine {
  const description = amountMinor < 0n ? 'Taken from the credit balance' : 'Put to the credit balance';
  return { kind: 'BALANCE', description, quantity: 1n, unitPriceMinor: amountMinor, amountMinor, period: null, usage: null };
}
