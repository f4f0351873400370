import { GraphQLError } from 'graphql';
import type { SubgraphClient, WireError } from '../contract.ts';
import { MAX_GATHERED } from '../max-errors.ts';
import { isObject } from './own.ts';

export type Path = readonly (string | number)[];

/** Beyond so many places, what is missing is named by the lists that it is in. */
const MAX_PLACES = 50;

/** A whole fetch brought nothing: an error for each part that is missing. */
export function blameFailure(client: SubgraphClient, failure: unknown, places: readonly Path[]): GraphQLError[] {
  const { message, extensions } = client.describe(failure);
  return fewer(places).map((path) => new GraphQLError(message, { path, extensions, originalError: asError(failure) }));
}

/** An error that a subgraph told, at each of its places in the answer; none: it belongs to no place. */
export function blameError(client: SubgraphClient, error: WireError, places: readonly Path[]): GraphQLError[] {
  const { message } = error;
  const text = typeof message === 'string' && message !== '' ? message : `The service ${client.name} reported an error.`;
  const extensions = client.extensionsOf(error);
  if (places.length === 0) return [new GraphQLError(text, { extensions })];
  return places.slice(0, MAX_GATHERED).map((path) => new GraphQLError(text, { path, extensions }));
}

/** What may be read of an answer's errors: a subgraph can send anything. */
export function errorsOf(answer: { readonly errors?: unknown }): WireError[] {
  return Array.isArray(answer.errors) ? answer.errors.filter(isObject) : [];
}

/** The path of an error where it is one. */
export function pathOf({ path }: WireError): Path | undefined {
  const isPath = Array.isArray(path) && path.every((each) => typeof each === 'string' || typeof each === 'number');
  return isPath && path.length > 0 ? path : undefined;
}

/** Where there are too many places, each is cut at its first list, and told once. */
export function fewer(places: readonly Path[]): readonly Path[] {
  if (places.length <= MAX_PLACES) return places;
  const cut = new Map<string, Path>();
  for (const path of places) {
    const list = path.findIndex((each) => typeof each === 'number');
    const short = list === -1 ? path : path.slice(0, list);
    cut.set(JSON.stringify(short), short);
  }
  return [...cut.values()];
}

function asError(failure: unknown): Error | undefined {
  return failure instanceof Error ? failure : undefined;
}
