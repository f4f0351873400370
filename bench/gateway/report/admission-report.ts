import type { AdmissionCosts } from '../measure/admission.ts';
import type { Machine } from './machine.ts';
import { machineLine } from './machine-line.ts';
import { writeSection } from './page.ts';
import { table } from './table.ts';

/** @param difference CPU of a request with identity and gate beyond one without them (µs), from the speed run; null: not known */
export function admissionReport(costs: AdmissionCosts, difference: number | null, machine: Machine): string {
  const rows = Object.entries(costs).map(([operation, { identity, gateAndLimits, firstSight }]) => [
    operation,
    microseconds(identity),
    microseconds(gateAndLimits),
    `**${microseconds(identity + gateAndLimits)}**`,
    microseconds(firstSight),
  ]);
  const header = ['operation', 'identity', 'gate, limits, rates', 'together', 'a token seen for the first time'];
  const seen =
    difference === null
      ? ''
      : `\n\nIn the one-subgraph run above, a request with identity and gate cost ${microseconds(difference)} more than one without.`;
  return `${table(header, rows)}${seen}\n\n${machineLine(machine, 'the steps alone, 100,000 times, medians of 3 processes', null)}`;
}

export function writeAdmission(report: string): void {
  writeSection('admission', `CPU of these steps for one request, on a document that the gateway knows.\n\n${report}`);
}

const microseconds = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} µs`;
