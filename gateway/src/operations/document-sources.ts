import { hash } from 'node:crypto';
import { Lexer, Source, TokenKind } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { RefusedRequest, requestError } from '../errors.ts';
import type { PersistedMode, PersistedOperations } from './persisted-manifest.ts';

/** How a request names its document. */
export interface DocumentParams {
  readonly query?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface DocumentSource {
  readonly text: string;
  /** The hash under which a client wants the text kept, once it is known to be allowed. */
  readonly register?: string;
}

/** Finds the text of a request's document: sent along, on the list of persisted operations, or kept from an earlier one. */
export interface DocumentSources {
  /** @throws RefusedRequest */
  find(params: DocumentParams): DocumentSource;
  register(source: DocumentSource): void;
  /** Whether the text is on the list of persisted operations. */
  isListed(text: string): boolean;
  /** From now on this is the list. */
  replaceList(persisted: PersistedOperations): void;
}

/** Characters of text that clients have registered. */
const KEPT_TEXT = 4 * 1024 * 1024;
const NAMED_UNLISTED = { max: 1_000, maxSize: 1024 * 1024 };
const LOGGED_TEXT = 500;
const HIDDEN: ReadonlyMap<string, string> = new Map([
  [TokenKind.STRING, '""'],
  [TokenKind.BLOCK_STRING, '""'],
  [TokenKind.INT, '0'],
  [TokenKind.FLOAT, '0'],
]);
/** Apollo Server's, so that no cache keeps what becomes wrong with the next request. */
const UNCACHED = { status: 200, headers: new Map([['cache-control', 'private, no-cache, must-revalidate']]) };

/** The list of persisted operations, to be looked up by id and by text. */
interface OperationList {
  readonly mode: PersistedMode;
  readonly byId: ReadonlyMap<string, string>;
  readonly bodies: ReadonlySet<string>;
}

/** Automatic persisted queries as Apollo Server answers them, and the list of persisted operations before them. */
export function createDocumentSources(persisted: PersistedOperations | undefined, log: Logger): DocumentSources {
  let list = listOf(persisted);
  const registered = new LRUCache<string, string>({ maxSize: KEPT_TEXT, sizeCalculation: (text) => text.length });
  const noteUnlisted = createUnlistedLog(log);

  const findByHash = ({ query }: DocumentParams, wanted: unknown): DocumentSource => {
    const { mode, byId, bodies } = list;
    const id = typeof wanted === 'string' ? wanted : '';
    if (query === undefined) {
      const text = byId.get(id) ?? registered.get(id);
      if (text !== undefined) return { text };
      throw mode === 'only' ? notListed() : notFound();
    }
    if (hash('sha256', query) !== id && byId.get(id) !== query) throw refusal('provided sha does not match query');
    return { text: query, register: bodies.has(query) ? undefined : id };
  };
  return {
    find(params) {
      const { query, extensions } = params;
      const wanted = persistedQueryOf(extensions);
      if (!wanted && !query) throw nothingAsked();
      const source = wanted ? findByHash(params, wanted.sha256Hash) : { text: query ?? '' };
      if (list.mode === 'off' || list.bodies.has(source.text)) return source;
      if (list.mode === 'only') throw notListed();
      noteUnlisted(source.text);
      return source;
    },
    register({ text, register: id }) {
      if (id !== undefined) registered.set(id, text);
    },
    isListed: (text) => list.bodies.has(text),
    replaceList(next) {
      list = listOf(next);
    },
  };
}

function listOf(persisted: PersistedOperations | undefined): OperationList {
  const mode = persisted?.mode ?? 'off';
  const operations = persisted && mode !== 'off' ? persisted.manifest.operations : [];
  const byId = new Map(operations.map(({ id, body }) => [id, body]));
  return { mode, byId, bodies: new Set(byId.values()) };
}

/** Names each document that is not on the list once, as long as it is remembered, and not with each request. */
function createUnlistedLog(log: Logger): (text: string) => void {
  const named = new LRUCache<string, true>({ ...NAMED_UNLISTED, sizeCalculation: (_, text) => text.length });
  return (text) => {
    if (named.has(text)) return;
    named.set(text, true);
    log.warn({ hash: hash('sha256', text), text: sketchOf(text) }, 'an operation is not on the list');
  };
}

/** How the text begins, without the values in it: a client that does not use variables writes passwords there. */
function sketchOf(text: string): string {
  const lexer = new Lexer(new Source(text));
  let sketch = '';
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF && sketch.length < LOGGED_TEXT; token = lexer.advance()) {
      sketch += `${HIDDEN.get(token.kind) ?? text.slice(token.start, token.end)} `;
    }
  } catch {
    sketch += '…';
  }
  return sketch.trimEnd();
}

/** Undefined where none is asked for; anything that is not false counts as asking, as in Apollo Server. */
function persistedQueryOf(extensions: DocumentParams['extensions']): { readonly sha256Hash?: unknown } | undefined {
  const given = extensions?.['persistedQuery'] as { version?: unknown; sha256Hash?: unknown } | undefined;
  if (!given) return undefined;
  if (given.version !== 1) throw refusal('Unsupported persisted query version');
  return given;
}

const refusal = (message: string) => new RefusedRequest([requestError('BAD_REQUEST', message)]);
const notFound = () =>
  new RefusedRequest([requestError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', UNCACHED)]);
const nothingAsked = () =>
  refusal('GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.');
const notListed = () =>
  new RefusedRequest([
    requestError(
      'OPERATION_NOT_PERSISTED',
      'Only persisted operations run here, and this one is not on the list. Put it into the manifest ' +
        '(TESSERA_PERSISTED_OPERATIONS_FILE), or set TESSERA_PERSISTED_OPERATIONS=prefer to try operations out.',
    ),
  ]);
