import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const PAGES = { gateway: 'docs/benchmarks.md', billing: 'docs/benchmarks.md', subgraph: 'docs/benchmarks.md', rpc: 'docs/grpc.md' } as const;
type Bench = keyof typeof PAGES;

/**
 * Puts a section's content between its markers in the benchmark's page; what is written around them stays.
 * @throws Error when the page has no such markers
 */
export function writeSection(name: string, content: string, bench: Bench = 'gateway'): void {
  const path = join(ROOT, PAGES[bench]);
  const page = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- bench:${bench}:${name} -->`, `<!-- /bench:${bench}:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${PAGES[bench]} has no ${begin} … ${end}.`);
  writeFileSync(path, `${page.slice(0, from + begin.length)}\n${content.trim()}\n${page.slice(to)}`);
}

/** @param name without `bench-` and `.svg` */
export function writePicture(name: string, content: string): void {
  writeFileSync(join(ROOT, 'docs/images', `bench-${name}.svg`), content);
}

/** Keeps what was measured beside the script, so that a page can be made anew without measuring. */
export function writeResults(name: string, results: unknown, bench: Bench = 'gateway'): void {
  const folder = join(ROOT, 'bench', bench, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, withoutNoise, 1)}\n`);
}

/** Six digits are more than any measurement here is worth. */
function withoutNoise(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
