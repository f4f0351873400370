import type { Step } from './dependencies.ts';
import { withFragmentsRenamed, type FetchOperation } from './fetch-operation.ts';
import type { Variables } from '../contract.ts';

/** Entities to be looked up by one selection, for all places that want the same of them. */
export interface Lookup {
  readonly operation: FetchOperation;
  readonly steps: readonly Step[];
  /** Response name of its `_entities`. */
  readonly alias: string;
  /** Name of the variable that holds its representations. */
  readonly variable: string;
}

/** The text of a request body but for the values. */
export interface RequestText {
  /** Up to the values: `{"query":"…","operationName":"…","variables":{`. */
  readonly head: string;
  /** `"name":` of each variable of the client's. */
  readonly variables: readonly { readonly name: string; readonly prefix: string }[];
}

/** Gathers steps that want the same into lookups, and names these apart. */
export function lookupsOf(steps: readonly Step[]): Lookup[] {
  const byIdentity = Map.groupBy(steps, ({ operation }) => operation.identity);
  if (byIdentity.size === 1) {
    const { operation } = steps[0] as Step;
    return [{ operation, steps, alias: '_entities', variable: 'representations' }];
  }
  const prefix = unusedPrefix(steps);
  const taken = new Map<string, string>();
  return [...byIdentity.values()].map((each, at) => {
    const { operation } = each[0] as Step;
    const clashes = [...operation.fragments].some(([name, text]) => (taken.get(name) ?? text) !== text);
    const apart = clashes ? withFragmentsRenamed(operation, `_${at}`) : operation;
    for (const [name, text] of apart.fragments) taken.set(name, text);
    return { operation: apart, steps: each, alias: `_e${at}`, variable: `${prefix}${at}` };
  });
}

/** Writes the request for some lookups of a subgraph; what a request is made of is known before it runs. */
export function entitiesText(lookups: readonly Lookup[], operationName: string | undefined): RequestText {
  const operations = lookups.map(({ operation }) => operation);
  const definitions = [
    ...lookups.map(({ variable }) => `$${variable}:[_Any!]!`),
    ...variablesOf(operations).values(),
  ];
  const fields = lookups.map(({ alias, variable, operation }) => {
    const name = alias === '_entities' ? alias : `${alias}:_entities`;
    return `${name}(representations:$${variable})${operation.selection}`;
  });
  return requestText('query', operationName, definitions, `{${fields.join(' ')}}`, operations);
}

/** Writes the request for fields of a root type. */
export function rootText({ fetch, operation }: Pick<Step, 'fetch' | 'operation'>): RequestText {
  const definitions = [...operation.variables.values()];
  return requestText(fetch.operationKind, fetch.operationName, definitions, operation.selection, [operation]);
}

/** `"name":value` of each variable that has one, joined by commas. */
export function variablesText({ variables }: RequestText, values: Variables): string {
  let text = '';
  for (const { name, prefix } of variables) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) text += (text === '' ? '' : ',') + prefix + JSON.stringify(value);
  }
  return text;
}

function requestText(
  kind: string,
  operationName: string | undefined,
  definitions: readonly string[],
  selection: string,
  operations: readonly FetchOperation[],
): RequestText {
  const list = definitions.length > 0 ? `(${definitions.join(' ')})` : '';
  const directives = operations[0]?.directives ?? '';
  const fragments = new Map(operations.flatMap((each) => [...each.fragments]));
  const isShort = kind === 'query' && !operationName && list === '' && directives === '';
  const opening = isShort ? '' : `${kind}${operationName ? ` ${operationName}` : ''}${list}${directives}`;
  const query = JSON.stringify(opening + selection + [...fragments.values()].join(''));
  const name = operationName ? `"operationName":${JSON.stringify(operationName)},` : '';
  return {
    head: `{"query":${query},${name}"variables":{`,
    variables: [...variablesOf(operations).keys()].map((each) => ({
      name: each,
      prefix: `${JSON.stringify(each)}:`,
    })),
  };
}

function variablesOf(operations: readonly FetchOperation[]): ReadonlyMap<string, string> {
  return new Map(operations.flatMap(({ variables }) => [...variables]));
}

/** A client may name a variable as it likes. */
function unusedPrefix(steps: readonly Step[]): string {
  const names = steps.flatMap(({ operation }) => [...operation.variables.keys()]);
  let prefix = '_r';
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}
