import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which object a resolver's parent really is: every exported type `FooRow` of a subgraph's `src/mappers.ts` stands for
 * the GraphQL type `Foo`. Returns what typescript-resolvers takes as `mappers`, relative to `src/generated/`.
 */
export function readMappers(folder: string): Readonly<Record<string, string>> {
  const file = join(folder, 'src', 'mappers.ts');
  if (!existsSync(file)) return {};
  const source = readFileSync(file, 'utf8');
  const declared = [...source.matchAll(/^export (?:declare )?(?:type|interface) (\w+)Row\b/gm)].map((match) => match[1]);
  const reexported = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap((match) =>
    (match[1] ?? '').split(',').map((each) => /(\w+)Row\s*$/.exec(each.trim())?.[1]),
  );
  const names = [...declared, ...reexported].filter((name) => name !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, `../mappers.ts#${name}Row`]));
}
