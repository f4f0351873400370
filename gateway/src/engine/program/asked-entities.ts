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
  /** Whether what came is put as it is where it is wanted, or as a copy: once for this step, or for each object. */
  readonly copied: 'never' | 'once' | 'each';
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

  /** @param only the objects that are meant, where not all at the steps' places are */
  constructor(steps: readonly EntityStep[], root: JsonObject, only?: ReadonlySet<JsonObject>) {
    this.#steps = steps;
    const known = new Map<string, number>();
    for (const { step, represent } of steps) {
      const found: JsonObject[] = [];
      step.place.collect(root, found);
      const objects = only ? found.filter((each) => only.has(each)) : found;
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
    for (const [at, { copied }] of this.#steps.entries()) {
      const objects = this.#objects[at] as readonly JsonObject[];
      const numbers = this.#numbers[at] as readonly number[];
      const own = copied === 'once' ? entities.map((each) => each && copyOf(each, selected)) : entities;
      for (let each = 0; each < objects.length; each++) {
        const entity = own[numbers[each] as number];
        if (!entity) continue;
        const source = copied === 'each' ? copyOf(entity, selected) : entity;
        mergeInto(objects[each] as JsonObject, source, selected, types);
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
