import { defaultTypeResolver, isObjectType, locatedError, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Operation } from './compile-operation.ts';
import { FieldInfo } from './field-info.ts';
import { pathKeys, type Container, type Place } from './place.ts';
import type { Arguments, FieldPlan, Selection, ValuePlan } from './selection.ts';

/** Where a value belongs: under which key of what, as part of which field. */
interface Spot {
  readonly field: FieldPlan;
  readonly container: Container;
  readonly key: string | number;
  readonly parent: Place | null;
}

/** Stands in the answer until the value is there, and keeps the key's place in the order. */
const LATER = undefined;

/**
 * One execution of a compiled query (https://spec.graphql.org/October2021/#sec-Execution). Values that are there are
 * completed in one pass; promises fill in their places as they settle.
 */
export class Run {
  readonly errors: GraphQLError[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operation: Operation;
  readonly schema: GraphQLSchema;
  readonly #context: unknown;
  readonly #arguments = new Map<FieldPlan, Arguments>();
  #data: Container | null = null;
  #open = 0;
  #settle: (() => void) | undefined;

  constructor(operation: Operation, variables: Readonly<Record<string, unknown>>, context: unknown) {
    this.operation = operation;
    this.schema = operation.schema;
    this.variables = variables;
    this.#context = context;
  }

  /** Gives the root object, null where an error reached it. */
  async start(root: Selection): Promise<Container | null> {
    this.#data = {};
    try {
      this.#fill(this.#data, root, undefined, null);
    } catch (error) {
      this.errors.push(error as GraphQLError);
      this.#data = null;
    }
    if (this.#open > 0) await new Promise<void>((resolve) => (this.#settle = resolve));
    return this.#data;
  }

  /** @throws GraphQLError of a field that is null and may not be */
  #fill(container: Container, { fields }: Selection, source: unknown, parent: Place | null): void {
    for (const field of fields) {
      if (field.constant !== undefined) {
        container[field.key] = field.constant;
        continue;
      }
      try {
        const value = this.#resolve(field, source, parent);
        // Nearly all values of an answer: nothing can happen to them later for which their place would be needed.
        if (field.value.kind === 'leaf' && isPlain(value)) container[field.key] = field.value.serialize(value);
        else this.#put({ field, container, key: field.key, parent }, field.value, value);
      } catch (error) {
        this.#fail({ field, container, key: field.key, parent }, field.value, error);
      }
    }
  }

  #resolve(field: FieldPlan, source: unknown, parent: Place | null): unknown {
    const { resolve, name } = field;
    if (resolve) {
      return resolve(source, this.#argumentsOf(field), this.#context, new FieldInfo(this, field, parent));
    }
    // As graphql-js's default resolver does.
    if ((typeof source !== 'object' && typeof source !== 'function') || source === null) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') return value;
    const method = value as (this: unknown, args: object, context: unknown, info: FieldInfo) => unknown;
    return method.call(source, this.#argumentsOf(field), this.#context, new FieldInfo(this, field, parent));
  }

  /** One object for all parents: what a resolver derives from its arguments can be kept by it. */
  #argumentsOf(field: FieldPlan): Arguments {
    const known = this.#arguments.get(field);
    if (known) return known;
    const coerced = field.argumentsFor(this.variables);
    this.#arguments.set(field, coerced);
    return coerced;
  }

  #put(spot: Spot, plan: ValuePlan, value: unknown): void {
    if (isPromise(value)) this.#putLater(spot, plan, value, (settled) => this.#complete(spot, plan, settled));
    else spot.container[spot.key] = this.#complete(spot, plan, value);
  }

  #putLater<T>(spot: Spot, plan: ValuePlan, promise: PromiseLike<T>, complete: (settled: T) => unknown): void {
    const { container, key } = spot;
    container[key] = LATER;
    this.#open += 1;
    promise.then(
      (settled) => {
        try {
          const value = complete(settled);
          if (value !== LATER) container[key] = value;
        } catch (error) {
          this.#failLater(spot, plan, error);
        }
        this.#close();
      },
      (error: unknown) => {
        this.#failLater(spot, plan, error);
        this.#close();
      },
    );
  }

  #close(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#settle?.();
  }

  #complete(spot: Spot, plan: ValuePlan, value: unknown): unknown {
    if (value instanceof Error) throw value;
    if (value === null || value === undefined) {
      if (plan.nullable) return null;
      const { parentType, name } = spot.field;
      throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${name}.`);
    }
    switch (plan.kind) {
      case 'leaf':
        return plan.serialize(value);
      case 'list':
        return this.#completeList(spot, plan, value);
      case 'object':
        return this.#completeObject(spot, plan, plan.selection, value);
      case 'abstract':
        return this.#completeAbstract(spot, plan, value);
    }
  }

  #completeObject(spot: Spot, plan: ValuePlan, selection: Selection, value: unknown): Container {
    const object: Container = {};
    this.#fill(object, selection, value, placeOf(spot, plan));
    return object;
  }

  #completeList(spot: Spot, plan: ValuePlan & { kind: 'list' }, values: unknown): unknown[] {
    if (typeof values !== 'object' || values === null || !(Symbol.iterator in values)) {
      const { parentType, name } = spot.field;
      throw new Error(`Expected Iterable, but did not find one for field "${parentType.name}.${name}".`);
    }
    const list: unknown[] = [];
    const container = list as unknown as Container;
    const parent = placeOf(spot, plan);
    const { field } = spot;
    const items = [...(values as Iterable<unknown>)];
    for (const [key, value] of items.entries()) {
      const at = { field, container, key, parent };
      try {
        this.#put(at, plan.item, value);
      } catch (error) {
        // Nobody will look at the rest any more, and a rejection that nobody looks at ends the process.
        if (!plan.item.nullable) for (const rest of items.slice(key)) ignore(rest);
        this.#fail(at, plan.item, error);
      }
    }
    return list;
  }

  #completeAbstract(spot: Spot, plan: ValuePlan & { kind: 'abstract' }, value: unknown): unknown {
    const { type } = plan;
    const resolveType = type.resolveType ?? defaultTypeResolver;
    const found = resolveType(value, this.#context, new FieldInfo(this, spot.field, parentOfField(spot)), type);
    const complete = (name: string | undefined) => {
      const runtimeType = name === undefined ? undefined : this.schema.getType(name);
      if (!isObjectType(runtimeType) || !this.schema.isSubType(type, runtimeType)) {
        throw new Error(`A value of ${type.name} was said to be of the type "${name}", which is none of its types.`);
      }
      return this.#completeObject(spot, plan, plan.selectionOf(runtimeType), value);
    };
    if (!isPromise(found)) return complete(found);
    this.#putLater(spot, plan, found, complete);
    return LATER;
  }

  /** @throws the error with its place, where no null may stand */
  #fail({ field, container, key, parent }: Spot, { nullable }: ValuePlan, raw: unknown): void {
    const error = locatedError(raw, field.nodes, pathKeys(parent, key));
    if (!nullable) throw error;
    this.errors.push(error);
    container[key] = null;
  }

  /** The same once nobody waits for a throw: the null goes up to the nearest place where one may stand. */
  #failLater(spot: Spot, plan: ValuePlan, raw: unknown): void {
    const error = locatedError(raw, spot.field.nodes, pathKeys(spot.parent, spot.key));
    let place: Pick<Place, 'parent' | 'container' | 'key' | 'nullable'> | null = { ...spot, nullable: plan.nullable };
    while (place && !place.nullable) place = place.parent;
    // Another error may have put the null there: one is enough.
    if (place ? place.container[place.key] === null : this.#data === null) return;
    this.errors.push(error);
    if (place) place.container[place.key] = null;
    else this.#data = null;
  }
}

/** The object whose field it is, from however deep in the field's lists. */
function parentOfField({ key, parent }: Pick<Spot, 'key' | 'parent'>): Place | null {
  return typeof key === 'number' && parent ? parentOfField(parent) : parent;
}

function placeOf({ parent, container, key, field }: Spot, { nullable }: ValuePlan): Place {
  return { parent, container, key, typename: typeof key === 'string' ? field.parentType.name : undefined, nullable };
}

/** Neither null nor a promise nor an error. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' ? value instanceof Date : value !== undefined;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

function ignore(value: unknown): void {
  if (isPromise(value)) value.then(undefined, () => undefined);
}
