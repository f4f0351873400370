import type { Path } from './blame.ts';
import type { Step } from './dependencies.ts';
import { copyOf, mergeInto } from './merge.ts';
import type { JsonObject } from './own.ts';
import type { Representation } from './representation.ts';
import type { Selected } from './selected.ts';
import type { TypeNames } from './type-names.ts';

/** A step of a lookup, ready to run. */
export interface EntityStep {
  readonly step: Step;
  /** The same object where steps require the same. */
  readonly representation: Representation;
  /** Whether what came is put as it is where it is wanted, or as a copy: once for this step, or for each object. */
  readonly copied: 'never' | 'once' | 'each';
}

/** An object that was met, with the number of its entity, and others that share the value of its first field. */
interface Met {
  readonly object: JsonObject;
  readonly number: number;
  readonly next: Met | undefined;
  readonly length: number;
}

/** Beyond so many objects that differ in other fields than the first, comparing costs more than writing. */
const MAX_COMPARED = 8;

/** The entities that a lookup asks for in one run. Each is asked for once and may belong to many objects. */
export class AskedEntities {
  /** JSON text of the representations, joined by commas. */
  texts = '';
  count = 0;
  readonly #steps: readonly EntityStep[];
  readonly #objects: (readonly JsonObject[])[] = [];
  /** For each step's objects: the number of the entity, or -1. */
  readonly #numbers: (readonly number[])[] = [];
  readonly #known = new Map<string, number>();

  /** @param only the objects that are meant, where not all at the steps' places are */
  constructor(steps: readonly EntityStep[], root: JsonObject, only?: ReadonlySet<JsonObject>) {
    this.#steps = steps;
    const met = new Map<Representation, Map<unknown, Met>>();
    for (const { step, representation } of steps) {
      const found: JsonObject[] = [];
      step.place.collect(root, found);
      const objects = only ? found.filter((each) => only.has(each)) : found;
      let own = met.get(representation);
      if (!own) met.set(representation, (own = new Map()));
      const numbers: number[] = [];
      for (const object of objects) numbers.push(this.#numberOf(object, representation, own));
      this.#objects.push(objects);
      this.#numbers.push(numbers);
    }
  }

  /** Most objects are entities that were met before: these are told by their fields, without writing their text. */
  #numberOf(object: JsonObject, representation: Representation, met: Map<unknown, Met>): number {
    const fields = representation.fieldsOf(object);
    if (!fields) return this.#numberOfText(representation.textOf(object));
    const first = object[fields[0] as string];
    const others = met.get(first);
    for (let each = others; each; each = each.next) if (isSame(object, each.object, fields)) return each.number;
    const number = this.#numberOfText(representation.textOf(object));
    const length = (others?.length ?? 0) + 1;
    if (length <= MAX_COMPARED) met.set(first, { object, number, next: others, length });
    return number;
  }

  #numberOfText(text: string | undefined): number {
    if (text === undefined) return -1;
    const number = this.#known.get(text);
    if (number !== undefined) return number;
    this.#known.set(text, this.count);
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

  /** Where objects are that could not be asked for. */
  unasked(root: JsonObject): readonly Path[] {
    const paths: Path[] = [];
    for (const [at, { step }] of this.#steps.entries()) {
      const asked = new Set(this.#objects[at]?.filter((_, each) => this.#numbers[at]?.[each] !== -1));
      step.place.locate(root, (object, path) => void (asked.has(object) || paths.push(path)));
    }
    return paths;
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

function isSame(one: JsonObject, other: JsonObject, fields: readonly string[]): boolean {
  for (let at = 0; at < fields.length; at++) {
    const name = fields[at] as string;
    if (one[name] !== other[name]) return false;
  }
  return true;
}
