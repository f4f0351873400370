import { parseArgs } from 'node:util';
import { OperatorError } from '@tessera/platform';

/** Every form of a new subgraph's names that the templates use. */
export interface Names {
  /** The subgraph: `stock-items`; as a variable: `stockItems`. */
  readonly name: string;
  readonly 'name-camel': string;
  /** The entity's type: `StockItem`. */
  readonly Entity: string;
  readonly Entities: string;
  /** Its root fields: `stockItem`, `stockItems`. */
  readonly entity: string;
  readonly entities: string;
  /** Its files: `stock-item`, `stock-items`. */
  readonly 'entity-kebab': string;
  readonly 'entities-kebab': string;
  /** In sentences: `stock item`, `stock items`. */
  readonly 'entity-words': string;
  readonly 'entities-words': string;
  /** Prisma's accessor of the model. */
  readonly model: string;
  /** Its table: `stock_items`. */
  readonly table: string;
  /** When its first migration was written, as Prisma orders migrations: `20261121093000`. */
  readonly migration: string;
}

const USAGE = 'Usage: npm run new:subgraph <name> [-- --entity <TypeName>], for example `npm run new:subgraph orders`.';

/** Names of containers, of keyrings and of folders that are not a service's. */
const TAKEN_NAMES = ['gateway', 'migrate', 'postgres', 'redis', 'nats', 'demo'];

/** What a module cannot call a constant. */
const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield`.split(/\s+/),
);

/** @throws OperatorError that shows how to call it */
export function namesFor(args: readonly string[], now = new Date()): Names {
  const { name, entity: given } = readArguments(args);
  if (!name || !/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
    throw new OperatorError(`A subgraph's name is lower-case words with hyphens. ${USAGE}`);
  }
  if (TAKEN_NAMES.includes(name)) throw new OperatorError(`"${name}" names another part of Tessera: choose another.`);
  const Entity = given ?? pascal(singular(name));
  if (!/^[A-Z][A-Za-z0-9]*$/.test(Entity)) throw new OperatorError(`"${Entity}" is not the name of a type. ${USAGE}`);
  const entity = lowerFirst(Entity);
  const Entities = plural(Entity);
  const entities = lowerFirst(Entities);
  const reserved = [entity, entities, lowerFirst(pascal(name))].find((word) => RESERVED_WORDS.has(word));
  if (reserved) throw new OperatorError(`"${reserved}" is a word of JavaScript. Name the entity otherwise: ${USAGE}`);
  return {
    name,
    'name-camel': lowerFirst(pascal(name)),
    Entity,
    Entities,
    entity,
    entities,
    'entity-kebab': kebab(Entity),
    'entities-kebab': kebab(Entities),
    'entity-words': kebab(Entity).replaceAll('-', ' '),
    'entities-words': kebab(Entities).replaceAll('-', ' '),
    model: entity,
    table: kebab(Entities).replaceAll('-', '_'),
    migration: now.toISOString().replaceAll(/\D/g, '').slice(0, 14),
  };
}

function readArguments(args: readonly string[]): { name?: string; entity?: string } {
  try {
    const options = { entity: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { name: positionals.length === 1 ? positionals[0] : undefined, entity: values.entity };
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}. ${USAGE}`);
  }
}

const pascal = (text: string) => text.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const kebab = (text: string) => text.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** English as far as names need it; `--entity` is there for the rest. */
function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|sh|ch|x|z)$/.test(word) ? `${word}es` : `${word}s`;
}
