import type { GraphQLObjectType, ResponsePath } from 'graphql';

/** Where completed values are put: an object of the answer, or a list. */
export type Container = Record<string | number, unknown>;

/** One place of the answer that holds an object or a list: the way to it, and where an error below it may end. */
export interface Place {
  readonly parent: Place | null;
  readonly container: Container;
  readonly key: string | number;
  /** The type whose field it is; undefined for an item of a list. */
  readonly typename: string | undefined;
  readonly nullable: boolean;
}

/** The path as graphql-js writes it, for `info.path` and for errors. */
export function responsePath(parent: Place | null, key: string | number, type?: GraphQLObjectType): ResponsePath {
  const prev = parent ? placePath(parent) : undefined;
  return { prev, key, typename: type?.name };
}

function placePath({ parent, key, typename }: Place): ResponsePath {
  return { prev: parent ? placePath(parent) : undefined, key, typename };
}

export function pathKeys(parent: Place | null, key: string | number): (string | number)[] {
  const keys = [key];
  for (let place = parent; place; place = place.parent) keys.unshift(place.key);
  return keys;
}
