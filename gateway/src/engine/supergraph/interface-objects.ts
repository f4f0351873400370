import { Kind, parse, visit } from 'graphql';

/** The interfaces that some subgraph of a supergraph knows as an object type, by `@interfaceObject`. */
export function interfaceObjectsOf(sdl: string): ReadonlySet<string> {
  const names = new Set<string>();
  visit(parse(sdl, { noLocation: true }), {
    InterfaceTypeDefinition({ name, directives = [] }) {
      const given = directives.flatMap((directive) => directive.arguments ?? []);
      const isOne = given.some(
        (each) => each.name.value === 'isInterfaceObject' && each.value.kind === Kind.BOOLEAN && each.value.value,
      );
      if (isOne) names.add(name.value);
    },
  });
  return names;
}
