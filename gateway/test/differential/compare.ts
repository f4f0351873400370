import { isDeepStrictEqual } from 'node:util';
import type { AllErrors, HiddenError, ReferenceAnswer } from './reference.ts';
import type { Location, Path, TestAnswer, TestError } from './operation.ts';

/** What two answers are held to. */
export interface Comparison {
  readonly expected: ReferenceAnswer;
  readonly actual: TestAnswer;
  readonly all: () => Promise<AllErrors>;
  /**
   * Whether a subgraph is down: a gateway then reports one error for the place where its fetch would have put something,
   * which lies above the fields that are missing.
   */
  readonly isDown: boolean;
  /**
   * Where a plan asks an `@interfaceObject` for a field under several names, its subgraph tells the error of one of them:
   * it may be told at the object that came to be null by it.
   */
  readonly hasInterfaceObjects: boolean;
  readonly comparesLocations: boolean;
}

/**
 * How two answers differ: empty when they agree.
 *
 * - `data` is equal to the byte.
 * - Errors are equal as sets of path and code. Where several errors null one place, the specification leaves open which
 *   of them is told: then each told one must be among them, and one at least must be told.
 * - No error is without effect: some null lies on its path.
 * - Every null that an error caused lies under the path of an error that is told.
 * - Locations are those of the field in the client's document.
 *
 * A field that another `@requires`, and that fails without the client having asked for it, is null for the one that
 * requires it, as a nullable field's failure is for any reader. The error must be told all the same, at the field itself
 * or at a place that holds the one that requires it.
 */
export async function compare(comparison: Comparison): Promise<readonly string[]> {
  const { expected, actual } = comparison;
  if (actual.data !== expected.data) return [`data: expected ${expected.data}\n      actual   ${actual.data}`];
  if (isSame(expected.errors, actual.errors) && expected.hidden.length === 0) {
    return locationFaults(comparison);
  }
  const data: unknown = JSON.parse(actual.data);
  const { errors, hidden } = await comparison.all();
  const all: AllErrors = { errors: [...errors, ...expected.errors], hidden: [...hidden, ...expected.hidden] };
  return [
    ...unexplained(comparison, all, data),
    ...untold(comparison, all.errors, data),
    ...untoldDependencies(comparison, data),
    ...duplicates(actual.errors),
    ...locationFaults(comparison),
  ];
}

const nameOf = ({ path, code }: TestError) => `${code} at ${JSON.stringify(path)}`;

function isSame(expected: readonly TestError[], actual: readonly TestError[]): boolean {
  const names = actual.map(nameOf);
  return expected.length === actual.length && expected.every((error) => names.includes(nameOf(error)));
}

/** Errors that nothing accounts for, or that changed nothing. */
function unexplained({ actual, isDown, hasInterfaceObjects }: Comparison, all: AllErrors, data: unknown): string[] {
  return actual.errors.flatMap((error) => {
    const { path, code } = error;
    if (!path) return [`an error has no path: ${nameOf(error)} (${error.message})`];
    if (isHidden(all.hidden, error)) return [];
    const isAbove = (isDown && code === 'UNAVAILABLE') || (hasInterfaceObjects && nullOn(data, path) !== undefined);
    const known = all.errors.some(
      (each) => each.code === code && (isAbove ? isPrefix(path, each.path) : isDeepStrictEqual(each.path, path)),
    );
    if (!known) return [`an error that the reference has not: ${nameOf(error)} (${error.message})`];
    const isFelt = isDown || nullOn(data, path) !== undefined;
    return isFelt ? [] : [`an error without effect: ${nameOf(error)}`];
  });
}

/** Nulls that errors caused, and of which none is told. */
function untold({ expected, actual, isDown }: Comparison, all: readonly TestError[], data: unknown): string[] {
  return [...expected.errors, ...all].flatMap((error) => {
    const place = error.path && nullOn(data, error.path);
    if (!place) return [];
    const told = actual.errors.some(({ path, code }) => {
      if (!path) return false;
      const isDirect = isPrefix(place, path) && (error.code === code || isAmongSeveral(all, place));
      return isDirect || (isDown && code === 'UNAVAILABLE' && isPrefix(path, error.path));
    });
    return told ? [] : [`a null at ${JSON.stringify(place)} without the error that caused it: ${nameOf(error)}`];
  });
}

function isAmongSeveral(all: readonly TestError[], place: Path): boolean {
  return new Set(all.filter(({ path }) => isPrefix(place, path)).map(nameOf)).size > 1;
}

/**
 * An error of a field that the client did not ask for, told at a place that holds what was computed of it, or on the way
 * to the field itself as far as it is part of the answer.
 */
function isHidden(hidden: readonly HiddenError[], { path = [], code }: TestError): boolean {
  return hidden.some(({ dependent, way, code: own }) => {
    if (own !== code) return false;
    if (isPrefix(path, dependent)) return true;
    const parent = dependent.slice(0, -1);
    const names = path.slice(parent.length).filter((key) => typeof key === 'string');
    return isPrefix(parent, path) && isPrefix(names, way);
  });
}

function untoldDependencies({ expected, actual }: Comparison, data: unknown): string[] {
  return expected.hidden.flatMap((each) => {
    const place = nullOn(data, each.dependent.slice(0, -1));
    const isTold = actual.errors.some(
      (error) => isHidden([each], error) || (place && error.path && isPrefix(place, error.path)),
    );
    return isTold ? [] : [`a required field's error is not told: ${each.code} of ${each.way.join('.')} for ${JSON.stringify(each.dependent)}`];
  });
}

function duplicates(errors: readonly TestError[]): string[] {
  const names = errors.map((error) => `${nameOf(error)} (${error.message})`);
  return names.filter((name, at) => names.indexOf(name) !== at).map((name) => `the same error twice: ${name}`);
}

function locationFaults({ expected, actual, comparesLocations }: Comparison): string[] {
  if (!comparesLocations) return [];
  const data: unknown = JSON.parse(actual.data);
  return actual.errors.flatMap((error) => {
    const same = expected.errors.find((each) => nameOf(each) === nameOf(error));
    if (!same || isDeepStrictEqual(same.locations, error.locations)) return [];
    // Where its object is gone, so is its type, and with it which of the fragments asked for the field.
    const isObjectGone = error.path && nullOn(data, error.path.slice(0, -1)) !== undefined;
    if (isObjectGone && same.locations?.every((each) => isAmong(each, error.locations))) return [];
    return [`locations of ${nameOf(error)}: expected ${JSON.stringify(same.locations)}, actual ${JSON.stringify(error.locations)}`];
  });
}

function isAmong(location: Location, locations: readonly Location[] = []): boolean {
  return locations.some((each) => isDeepStrictEqual(each, location));
}

/** The first null on the way along a path, as a path; undefined where there is none. */
function nullOn(data: unknown, path: Path): Path | undefined {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    if (typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value === null ? path : undefined;
}

function isPrefix(prefix: Path, path: Path | undefined): boolean {
  return path !== undefined && prefix.every((key, at) => path[at] === key);
}
