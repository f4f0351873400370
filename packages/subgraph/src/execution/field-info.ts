import type { GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo, GraphQLSchema, ResponsePath } from 'graphql';
import { responsePath, type Place } from './place.ts';
import type { Run } from './run.ts';
import type { FieldPlan } from './selection.ts';

/** A resolver's fourth argument, which few of them look at: made of what is there, and the rest when it is asked for. */
export class FieldInfo implements GraphQLResolveInfo {
  readonly #run: Run;
  readonly #field: FieldPlan;
  readonly #parent: Place | null;

  constructor(run: Run, field: FieldPlan, parent: Place | null) {
    this.#run = run;
    this.#field = field;
    this.#parent = parent;
  }

  get fieldName(): string {
    return this.#field.name;
  }

  get fieldNodes(): FieldPlan['nodes'] {
    return this.#field.nodes;
  }

  get returnType(): GraphQLOutputType {
    return this.#field.type;
  }

  get parentType(): GraphQLObjectType {
    return this.#field.parentType;
  }

  get path(): ResponsePath {
    return responsePath(this.#parent, this.#field.key, this.#field.parentType);
  }

  get schema(): GraphQLSchema {
    return this.#run.schema;
  }

  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.#run.operation.fragments;
  }

  get rootValue(): undefined {
    return undefined;
  }

  get operation(): GraphQLResolveInfo['operation'] {
    return this.#run.operation.definition;
  }

  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#run.variables;
  }
}
