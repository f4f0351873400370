/**
 * Names that every object inherits something under. Clients may use them as aliases (`__proto__: name`), so that reads
 * and writes of these keys, told apart when a plan is compiled, take the slow and safe way.
 */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property. */
export function ownValue(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Writes an own property, whatever its name. */
export function defineValue(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
