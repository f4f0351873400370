import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { LegitimateOperation } from './legitimate-operation.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');
/** Texts that stand in a program as they are, without anything put into them. */
const TEXT = /'([^'\\\n$]*\{[^'\\\n$]*)'|"([^"\\\n$]*\{[^"\\\n$]*)"|`([^`\\]*\{[^`\\]*)`/g;

/** What the end-to-end tests and the examples ask, in one operation each: every text of theirs that is valid. */
export function writtenElsewhere(schema: GraphQLSchema): LegitimateOperation[] {
  const found = new Map<string, LegitimateOperation>();
  for (const file of ['e2e', 'examples'].flatMap(sources)) {
    for (const match of readFileSync(file, 'utf8').matchAll(TEXT)) {
      const query = match.slice(1).find((text) => text !== undefined) ?? '';
      if (isValid(schema, query)) found.set(query, { name: `${relative(REPOSITORY, file)}: ${query.trim()}`, query });
    }
  }
  return [...found.values()];
}

function sources(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function isValid(schema: GraphQLSchema, query: string): boolean {
  const document = parsed(query);
  const operations = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  return document !== undefined && operations.length === 1 && validate(schema, document).length === 0;
}

function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}
