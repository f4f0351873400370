import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { SubgraphText, Thing } from './graph.ts';
import { pickRequirement } from './requirement.ts';
import type { Session } from './session.ts';

/** A thing that was reached through its representation. */
class Arrived {
  readonly thing: Thing;
  /** As this subgraph knows it: an `@interfaceObject` stands for several types. */
  readonly __typename: string;
  readonly representation: Record<string, unknown>;

  constructor(thing: Thing, typename: string, representation: Record<string, unknown>) {
    this.thing = thing;
    this.__typename = typename;
    this.representation = representation;
  }
}

type Source = Thing | Arrived | undefined;

/** A subgraph that answers in this process, as it would over HTTP: text in, JSON out. */
export class InProcessSubgraph {
  readonly name: string;
  readonly #schema: GraphQLSchema;
  readonly #resolveField: GraphQLFieldResolver<Source, Session>;
  readonly #documents = new Map<string, DocumentNode>();

  constructor({ name, typeDefs }: SubgraphText) {
    this.name = name;
    this.#schema = buildSchema(typeDefs);
    this.#resolveField = (source, args, session, { parentType, fieldName }) => {
      const representation = source instanceof Arrived ? source.representation : {};
      const coordinate = session.facts.coordinateOf(parentType.name, fieldName);
      const given = pickRequirement(session, representation, coordinate);
      const thing = thingOf(source) ?? { __typename: parentType.name, $: parentType.name };
      return session.read({ thing, typename: parentType.name, field: fieldName, args, given, subgraph: name });
    };
  }

  /** @throws Error for an operation that is not valid here, which is the gateway's mistake */
  async answer(body: { query: string; variables?: Record<string, unknown> }, session: Session): Promise<ExecutionResult> {
    const result = await execute({
      schema: this.#schema,
      document: this.#read(body.query),
      variableValues: body.variables,
      contextValue: session,
      fieldResolver: this.#resolveField,
      typeResolver: (source: Source) => source?.__typename,
    });
    return JSON.parse(JSON.stringify(result)) as ExecutionResult;
  }

  #read(query: string): DocumentNode {
    const known = this.#documents.get(query);
    if (known) return known;
    const document = parse(query, { noLocation: true });
    const [error] = validate(this.#schema, document);
    if (error) throw new InvalidFetch(`The subgraph ${this.name} was sent what it cannot answer: ${error.message}\n${query}`);
    // Documents of generated operations seldom come again.
    if (this.#documents.size > 5_000) this.#documents.clear();
    this.#documents.set(query, document);
    return document;
  }
}

/** A gateway that sends this has planned wrongly; no answer can make up for it. */
export class InvalidFetch extends Error {}

function buildSchema(typeDefs: string): GraphQLSchema {
  const document = parse(typeDefs, { noLocation: true });
  const plain = buildSubgraphSchema(document);
  const resolvers = Object.fromEntries(
    Object.values(plain.getTypeMap())
      .filter((type) => (isObjectType(type) || isInterfaceType(type)) && type.astNode?.directives?.some(({ name }) => name.value === 'key'))
      .map(({ name }) => [name, { __resolveReference: arrive }]),
  );
  return buildSubgraphSchema([{ typeDefs: document, resolvers }]);
}

function arrive(
  representation: Record<string, unknown>,
  session: Session,
  { schema }: GraphQLResolveInfo,
): Arrived | null {
  const thing = session.find(representation);
  const typename = String(representation['__typename']);
  return thing && new Arrived(thing, isInterfaceType(schema.getType(typename)) ? thing.__typename : typename, representation);
}

function thingOf(source: Source): Thing | undefined {
  return source instanceof Arrived ? source.thing : source;
}
