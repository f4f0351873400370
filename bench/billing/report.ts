import { machineLine } from '../gateway/report/machine-line.ts';
import type { Machine } from '../gateway/report/machine.ts';
import { table } from '../gateway/report/table.ts';
import type { BillingRun } from './measure.ts';

/** Above this load of others the numbers are for the eye alone. */
const QUIET = 0.5;

/**
 * The runs as a table, and where and when they were.
 * @param load how many processes of others wanted a core when it began
 */
export function billingReport(runs: readonly BillingRun[], machine: Machine, load: number): string {
  const header = ['subscriptions', 'usage records', 'seconds', 'invoices a second', 'statements an invoice', 'payments a second', 'statements a payment'];
  const rows = runs.map((run) => {
    const each = (count: number) => (count / run.subscriptions).toFixed(3);
    const rate = (seconds: number) => Math.round(run.subscriptions / seconds).toLocaleString('en');
    return [
      run.subscriptions.toLocaleString('en'),
      (run.subscriptions * run.records).toLocaleString('en'),
      run.invoiceSeconds.toFixed(1),
      `**${rate(run.invoiceSeconds)}**`,
      each(run.invoiceStatements),
      rate(run.paymentSeconds),
      each(run.paymentStatements),
    ];
  });
  const busy = load > QUIET ? ` **Others kept the machine busy (a load of ${load.toFixed(1)}): take these numbers as a hint.**` : '';
  return `${table(header, rows, 0)}\n\n${machineLine(machine, 'one run each, one process beside its database', null)}${busy}`;
}
