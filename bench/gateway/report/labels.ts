import { CONTENDERS } from '../gateways/contenders.ts';
import type { Machine } from './machine.ts';

/** As tables call a contender, with its version. */
export function labelOf(name: string, { versions }: Machine): string {
  const contender = CONTENDERS.find((each) => each.name === name);
  return contender?.label.replace('{version}', versions[contender.package ?? ''] ?? '') ?? name;
}

/** As pictures call it. */
export function shortLabelOf(name: string): string {
  return CONTENDERS.find((each) => each.name === name)?.shortLabel ?? name;
}

/** Each has one colour in all pictures. */
export function colourOf(name: string): number {
  return CONTENDERS.find((each) => each.name === name)?.colour ?? 5;
}
