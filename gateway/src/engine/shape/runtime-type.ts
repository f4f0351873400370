import { isInterfaceType, isObjectType, type GraphQLAbstractType, type GraphQLSchema } from 'graphql';
import type { RuntimeType } from './collect-fields.ts';
import type { Source } from './object-program.ts';
import type { Place } from './place.ts';

export function isSource(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What an object of an abstract type is by its `__typename`. A subgraph with `@interfaceObject` says an interface's
 * name; as in Apollo's gateway such an object has the fields that the interface has, and none of the fragments on its
 * implementations.
 * @returns undefined for a type that clients may not see, or that is not possible here
 */
export function runtimeTypeOf(schema: GraphQLSchema, declared: GraphQLAbstractType, name: unknown): RuntimeType | undefined {
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return type === declared || schema.isSubType(declared, type) ? type : undefined;
}

/** Why a value is no object of an abstract type, in graphql-js's words. A name that clients may not know is not told. */
export function typeMistake(schema: GraphQLSchema, declared: GraphQLAbstractType, value: unknown, place: Place): string {
  if (!isSource(value)) return notAnObject(place);
  const name = value['__typename'];
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  return isObjectType(type)
    ? `Runtime Object type "${type.name}" is not a possible type for "${declared.name}".`
    : `Abstract type "${declared.name}" was resolved to a type that does not exist inside the schema.`;
}

export function notAnObject(place: Place): string {
  return `Expected an object, but did not find one for field "${place.coordinate}".`;
}
