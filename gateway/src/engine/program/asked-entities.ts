import type { Path } from './blame.ts';
import type { Step } from './dependencies.ts';
import { copyOf, mergeInto } from './merge.ts';
import type { JsonObject } from './own.ts';
import type { Represent } from './representation.ts';
import type { Selected } from './selected.ts';
import type { TypeNames } from './type-names.ts';

/** A step of a lookup, ready to run. */
export interface EntityStep {
  readonly step: Step;
  readonly represent: Represent;
  /** What is merged into its objects later must not show where other steps have put the same answer. */
  readonly isCopied: boolean;
}

/** The entities that a lookup asks for in one run. Each is asked for once and may belong to many objects. */
export class AskedEntities {
  /** JSON text of the representations, joined by commas. */
  texts = '';
  count = 0;
  readonly #steps: readonly EntityStep[];
  readonly #objects: (readonly JsonObject[])[] = [];
  /** For each step's objects: the number of the entity, or -1. */
  readonly #numbers: (readonly number[])[] = [];

  constructor(steps: readonly EntityStep[], root: JsonObject) {
    this.#steps = steps;
    const known = new Map<string, number>();
    for (const { step, represent } of steps) {
      const objects: JsonObject[] = [];
      step.place.collect(root, objects);
      this.#objects.push(objects);
      this.#numbers.push(objects.map((object) => this.#numberOf(represent(object), known)));
    }
  }

  #numberOf(text: string | undefined, known: Map<string, number>): number {
    if (text === undefined) return -1;
    const number = known.get(text);
    if (number !== undefined) return number;
    known.set(text, this.count);
    this.texts += this.count === 0 ? text : `,${text}`;
    return this.count++;
  }

  /** Merges what came, by number, into every object that is this entity. */
  merge(entities: readonly (JsonObject | null)[], selected: Selected, types: TypeNames): void {
    for (const [at, objects] of this.#objects.entries()) {
      const numbers = this.#numbers[at] as readonly number[];
      const own = this.#steps[at]?.isCopied ? copies(entities, selected) : entities;
      for (let each = 0; each < objects.length; each++) {
        const entity = own[numbers[each] as number];
        if (entity) mergeInto(objects[each] as JsonObject, entity, selected, types);
      }
    }
  }

  /** Where the entities belong, by number. */
  places(root: JsonObject): readonly (readonly Path[])[] {
    const places: Path[][] = Array.from({ length: this.count }, () => []);
    for (const [at, { step }] of this.#steps.entries()) {
      const numbers = new Map(this.#objects[at]?.map((object, each) => [object, this.#numbers[at]?.[each] ?? -1]));
      step.place.locate(root, (object, path) => places[numbers.get(object) ?? -1]?.push(path));
    }
    return places;
  }
}

function copies(entities: readonly (JsonObject | null)[], selected: Selected): (JsonObject | null)[] {
  return entities.map((each) => copyOf(each, selected) as JsonObject | null);
}
