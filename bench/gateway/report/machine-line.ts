import type { Machine } from './machine.ts';

/** Above this share of its core, others disturbed the gateway: the numbers are then for the eye alone. */
const DISTURBED = 0.05;

/**
 * One sentence under each table: when, where, how.
 * @param how e.g. `5 rounds of 10 s, median`
 * @param foreignShare what others used of the gateway's core, 0 to 1; null where it was not watched
 */
export function machineLine(machine: Machine, how: string, foreignShare: number | null): string {
  const { date, cpu, cores, memoryGiB, node, system } = machine;
  const disturbance = foreignShare === null ? '' : ` Others used ${(foreignShare * 100).toFixed(1)} % of the gateway's core.`;
  const warning =
    foreignShare !== null && foreignShare > DISTURBED ? ' **The machine was busy: take these numbers as a hint.**' : '';
  return `${date}, Node ${node}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${how}.${disturbance}${warning}`;
}
