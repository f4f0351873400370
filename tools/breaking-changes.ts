import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema } from 'graphql';
import { z } from 'zod';
import { publicSdl } from './composition/public-schema.ts';
import { findBreakingChanges, type BreakingChange } from './composition/breaking-changes.ts';
import { ROOT } from './composition/subgraphs.ts';

/** What clients were last promised, and what may be taken from them again. */
const BASELINE = 'docs/schema/public.graphql';
const DECLARED = 'docs/schema/declared-breaking-changes.json';

const Declarations = z.array(z.strictObject({ change: z.string(), reason: z.string().min(10) }));

/**
 * Compares the schema that clients see with the recorded one. Fails on a change that breaks existing clients unless it
 * is declared, and on a record that is behind; `npm run schema:changes -- --record` brings the record up to date.
 */
async function main(): Promise<void> {
  const current = publicSdl(readFileSync(join(ROOT, 'supergraph.graphql'), 'utf8'));
  const recorded = existsSync(join(ROOT, BASELINE)) ? readFileSync(join(ROOT, BASELINE), 'utf8') : null;
  const breaking = recorded === null ? [] : await findBreakingChanges(buildSchema(recorded), buildSchema(current));
  const declared = readDeclared();
  const undeclared = breaking.filter(({ message }) => !declared.has(message));
  if (undeclared.length > 0) return fail(undeclared);

  for (const { message } of breaking) console.log(`Declared: ${message} (${declared.get(message)})`);
  if (recorded === current) console.log('Clients are promised what they were promised before.');
  else if (process.argv.includes('--record')) record(current);
  else {
    console.error(`${BASELINE} is behind: run \`npm run schema:changes -- --record\`.`);
    process.exitCode = 1;
  }
}

function readDeclared(): ReadonlyMap<string, string> {
  const path = join(ROOT, DECLARED);
  if (!existsSync(path)) return new Map();
  const declarations = Declarations.parse(JSON.parse(readFileSync(path, 'utf8')));
  return new Map(declarations.map(({ change, reason }) => [change, reason]));
}

function record(sdl: string): void {
  const path = join(ROOT, BASELINE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, sdl);
  console.log(`Recorded ${BASELINE}.`);
}

function fail(changes: readonly BreakingChange[]): void {
  console.error(`${changes.length} changes break existing clients:`);
  for (const { message, reason } of changes) console.error(`- ${message}.${reason ? ` ${reason}` : ''}`);
  console.error(`Undo them, or declare each in ${DECLARED}: {"change": <the sentence>, "reason": <why clients bear it>}.`);
  process.exitCode = 1;
}

await main();
