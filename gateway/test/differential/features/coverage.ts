import { Kind, print, type FieldNode } from 'graphql';
import type { Composed } from '../composed.ts';
import type { TestError } from '../operation.ts';
import type { Visit } from '../session.ts';
import type { Trial } from '../trial.ts';
import { documentFeatures } from './document-features.ts';
import { FEATURES } from './features.ts';
import { readMarks, type Marks } from './marks.ts';

/** Counts, over many runs, those that touched a feature: by what the subgraphs were asked for, and what was answered. */
export class Coverage {
  readonly #counts = new Map<string, number>(FEATURES.map((feature) => [feature, 0]));
  readonly #composed: Composed;
  readonly #marks: Marks;

  constructor(composed: Composed) {
    this.#composed = composed;
    this.#marks = readMarks(composed.graph);
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(trial: Trial): void {
    const touched = new Set([
      ...documentFeatures(this.#composed.apiSchema, trial.operation),
      ...trial.session.visits.flatMap((visit) => this.#visitFeatures(visit, trial)),
      ...this.#differingRequirements(trial.session.visits),
      ...keyFeatures(trial.session.arrivals),
      ...failureFeatures(trial),
    ]);
    for (const feature of touched) this.#counts.set(feature, (this.#counts.get(feature) ?? 0) + 1);
  }

  #visitFeatures({ subgraph = '', coordinate, value }: Visit, { operation }: Trial): string[] {
    const place = `${subgraph}/${coordinate}`;
    const type = place.split('.', 1).at(0) ?? '';
    const has = (mark: string, at = place) => this.#marks.get(mark)?.has(at) ?? false;
    const types = [value].flat(4).map((each) => (each as { __typename?: string } | null)?.__typename);
    return [
      ...(this.#composed.facts.requires.has(coordinate) ? this.#requiresFeatures(coordinate, operation.text) : []),
      ...['@override', '@shareable'].filter((mark) => has(mark)),
      ...(has('@external') ? ['@provides'] : []),
      ...(has('@interfaceObject', type) ? ['@interfaceObject'] : []),
      ...(types.some((each) => this.#isWithoutKey(subgraph, each)) ? ['@interfaceObject without a key to it'] : []),
      ...(has('@inaccessible') ? ['@inaccessible field'] : []),
      ...(types.some((each) => has('@inaccessible', `${subgraph}/${each}`)) ? ['@inaccessible type'] : []),
      ...(this.#isHiddenValue(subgraph, value) ? ['@inaccessible enum value'] : []),
    ];
  }

  #requiresFeatures(coordinate: string, text: string): string[] {
    const required = this.#requiredFields(coordinate);
    const withArguments = required.filter((each) => each.arguments?.length);
    const [type] = coordinate.split('.');
    return [
      '@requires',
      ...(withArguments.length > 0 ? ['@requires with arguments'] : []),
      ...(withArguments.some(({ name }) => text.includes(`${name.value}(`)) ? ["@requires beside the client's own arguments"] : []),
      ...(required.some(({ name }) => this.#composed.facts.requires.has(`${type}.${name.value}`)) ? ['@requires of what requires'] : []),
    ];
  }

  #differingRequirements(visits: readonly Visit[]): string[] {
    const required = new Map<string, string>();
    const differ = [...new Set(visits.map(({ coordinate }) => coordinate))].some((coordinate) =>
      this.#requiredFields(coordinate).some((each) => {
        const name = `${coordinate.split('.', 1).join()}.${each.name.value}`;
        const text = print(each);
        const known = required.get(name) ?? text;
        required.set(name, text);
        return known !== text && text.includes('(');
      }),
    );
    return differ ? ['@requires of one field with different arguments'] : [];
  }

  #requiredFields(coordinate: string): readonly FieldNode[] {
    const set = this.#composed.facts.requires.get(coordinate);
    return set?.selections.flatMap((each) => (each.kind === Kind.FIELD ? [each] : [])) ?? [];
  }

  /** Of a type that a subgraph knows by an interface's name, and cannot be asked for. */
  #isWithoutKey(subgraph: string, typename = ''): boolean {
    const unresolvable = this.#marks.get('@key unresolvable');
    return [...(this.#marks.get('@interfaceObject') ?? [])].some((place) => {
      const [owner, name = ''] = place.split('/');
      return owner === subgraph && unresolvable?.has(place) && this.#composed.facts.possibleTypes(name).has(typename);
    });
  }

  #isHiddenValue(subgraph: string, value: unknown): boolean {
    const hidden = [...(this.#marks.get('@inaccessible') ?? [])].filter((place) => place.startsWith(`${subgraph}/`));
    return typeof value === 'string' && hidden.some((place) => place.endsWith(`.${value}`));
  }
}

/** @param arrivals `Type by its key`, for each way in which a subgraph was asked for an entity */
function keyFeatures(arrivals: ReadonlySet<string>): string[] {
  const keys = [...arrivals].map((each) => each.split(' by ') as [string, string]);
  return [
    ...(keys.some(([type], at) => keys.findIndex(([other]) => other === type) !== at) ? ['several keys'] : []),
    ...(keys.some(([, key]) => key.includes(' ')) ? ['composite key'] : []),
  ];
}

function failureFeatures({ scenario, expected }: Trial): string[] {
  const { data, errors, hidden } = expected;
  const isBad = errors.length > 0;
  return [
    ...(isBad && scenario.faults.some(({ code }) => code !== null) ? ['error'] : []),
    ...(isBad && scenario.faults.some(({ at }) => at.length > 0) ? ['error in a list'] : []),
    ...(errors.some(({ message }) => message.startsWith('Cannot return null')) ? ['null where none may be'] : []),
    ...(errors.some((error) => levelsOf(data, error) > 1) ? ['error that nulls several levels'] : []),
    ...(isBad && data === 'null' ? ['error that nulls all'] : []),
    ...(hidden.length > 0 ? ['error of a field not asked for'] : []),
    ...(isBad && scenario.down.length > 0 ? ['subgraph down'] : []),
    ...(isBad && scenario.down.length > 0 && data !== 'null' ? ['subgraph down, and the rest there'] : []),
  ];
}

/** How far above its place the null is that an error has caused. */
function levelsOf(data: string, { path = [] }: TestError): number {
  let value: unknown = JSON.parse(data);
  let depth = 0;
  for (const key of path) {
    if (value === null || typeof value !== 'object') break;
    value = (value as Record<string | number, unknown>)[key];
    depth += 1;
  }
  return path.length - depth;
}
