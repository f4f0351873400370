import { TypeNameMetaFieldDef, type GraphQLAbstractType } from 'graphql';
import type { RuntimeType, Selections } from './collect-fields.ts';
import type { ObjectProgram, Source, Step } from './object-program.ts';
import type { Place } from './place.ts';
import { runtimeTypeOf } from './runtime-type.ts';

/**
 * What is asked of an object whose type is abstract for clients and which has no `__typename`. The planner leaves it
 * out where the field's type is an object type in the subgraph that is asked: one with `@interfaceObject`, or one that
 * narrows an interface or a union to a single type of it. The object is then of the type
 * 1. that it has under an alias of `__typename`;
 * 2. whose fragments its fields fill, since the planner has asked for those of the narrower type and of no other;
 * 3. or else it is what its field says.
 * Apollo's gateway takes the third for all, and loses what the fragments asked for.
 */
export function untypedPrograms(
  selections: Selections,
  declared: GraphQLAbstractType,
  place: Place,
  programFor: (type: RuntimeType) => ObjectProgram,
): (source: Source) => ObjectProgram {
  let typenameKeys: readonly string[] | undefined;
  let narrower: readonly ObjectProgram[] | undefined;
  return (source) => {
    typenameKeys ??= keysOfTypename(selections, place);
    narrower ??= narrowerPrograms(selections, declared, programFor);
    for (const key of typenameKeys) {
      const type = Object.hasOwn(source, key) && runtimeTypeOf(selections.schema, declared, source[key]);
      if (type) return programFor(type);
    }
    return narrower.find(({ steps }) => isFilled(source, steps.values())) ?? programFor(declared);
  };
}

function keysOfTypename(selections: Selections, place: Place): string[] {
  return [...place.below(selections)].flatMap(([name, { fieldName, nodes }]) =>
    fieldName === TypeNameMetaFieldDef.name ? [selections.keys.get(nodes[0]) ?? name] : [],
  );
}

/** Those of the possible types of which more is asked than of the declared one, the most first. */
function narrowerPrograms(
  { schema }: Selections,
  declared: GraphQLAbstractType,
  programFor: (type: RuntimeType) => ObjectProgram,
): ObjectProgram[] {
  const asked = programFor(declared).steps.size;
  return schema
    .getPossibleTypes(declared)
    .map(programFor)
    .filter(({ steps }) => steps.size > asked)
    .toSorted((one, other) => other.steps.size - one.steps.size);
}

function isFilled(source: Source, steps: Iterable<Step>): boolean {
  for (const { key } of steps) if (!Object.hasOwn(source, key)) return false;
  return true;
}
