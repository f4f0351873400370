import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type DirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** Federation's directives as a subgraph's SDL carries them, also under `@federation__` names. */
type FederationDirective = 'key' | 'external' | 'requires' | 'provides';

/** The uses of one directive on a type (its extensions included) or a field. */
export function directivesOf(
  element: GraphQLObjectType | GraphQLField<unknown, unknown>,
  name: FederationDirective,
): readonly DirectiveNode[] {
  const nodes = [element.astNode, ...('extensionASTNodes' in element ? element.extensionASTNodes : [])];
  return nodes.flatMap((node) => node?.directives ?? []).filter(
    (directive) => directive.name.value === name || directive.name.value === `federation__${name}`,
  );
}

/** The parsed `fields` argument of `@key`, `@requires` or `@provides`. */
export function fieldSetOf(directive: DirectiveNode): SelectionSetNode {
  const argument = directive.arguments?.find((each) => each.name.value === 'fields');
  const text = argument?.value.kind === Kind.STRING ? argument.value.value : '';
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a field set: ${text}`);
  return operation.selectionSet;
}

/** Coordinates (`Type.field`) that a field set names, nested ones included. */
export function coordinatesOfFieldSet(schema: GraphQLSchema, parentName: string, set: SelectionSetNode): string[] {
  const parent = schema.getType(parentName);
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return coordinatesOfFieldSet(schema, selection.typeCondition?.name.value ?? parentName, selection.selectionSet);
    }
    if (selection.kind !== Kind.FIELD || selection.name.value.startsWith('__')) return [];
    const field = parent && 'getFields' in parent ? parent.getFields()[selection.name.value] : undefined;
    const own = [`${parentName}.${selection.name.value}`];
    if (!field || !selection.selectionSet) return own;
    return [...own, ...coordinatesOfFieldSet(schema, getNamedType(field.type).name, selection.selectionSet)];
  });
}

/** Coordinates of the fields in some `@key`, for every object type of one subgraph's schema. */
export function keyCoordinates(schema: GraphQLSchema): ReadonlySet<string> {
  return new Set(
    objectTypes(schema).flatMap((type) =>
      directivesOf(type, 'key').flatMap((key) => coordinatesOfFieldSet(schema, type.name, fieldSetOf(key))),
    ),
  );
}

/** Coordinates that some field of the subgraph `@provides`: external, yet selected here by the query planner. */
export function providedCoordinates(schema: GraphQLSchema): ReadonlySet<string> {
  return new Set(
    objectTypes(schema).flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        directivesOf(field, 'provides').flatMap((provides) =>
          coordinatesOfFieldSet(schema, getNamedType(field.type).name, fieldSetOf(provides)),
        ),
      ),
    ),
  );
}

/** Object types that the subgraph declares itself, without introspection's and federation's own. */
export function objectTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('_'));
}
