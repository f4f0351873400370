import type { ObjectProgram, ProgramField, Source } from './object-program.ts';
import { needsEscape } from './quote.ts';
import type { Run } from './run.ts';

/**
 * Writes an object's fields in one pass: the engine's hottest loop, which is why texts and integers are written here
 * and not by their fields' writers.
 * @returns undefined where a null reached the object
 */
export function writeObject(program: ObjectProgram, source: Source, run: Run, depth: number): string | undefined {
  const { fields } = program;
  let text = '';
  let isAfterText = false;
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] as ProgramField;
    const value = field.isInherited ? ownValue(source, field.key) : source[field.key];
    if (field.isText && typeof value === 'string' && (run.isPlain || !needsEscape(value))) {
      text += (isAfterText ? field.openingAfterText : field.opening) + value;
      isAfterText = true;
      continue;
    }
    if (field.isInt && isInt(value)) {
      text += (isAfterText ? field.beforeAfterText : field.before) + value;
    } else {
      const written = writeValue(field, value, run, depth);
      if (written === undefined) return undefined;
      text += (isAfterText ? field.beforeAfterText : field.before) + written;
    }
    isAfterText = false;
  }
  return text + (isAfterText ? program.tailAfterText : program.tail);
}

function writeValue(field: ProgramField, value: unknown, run: Run, depth: number): string | undefined {
  run.path[depth] = field.name;
  if (value === null || value === undefined) {
    return field.isNullable ? 'null' : run.forbidNull(field.place, depth + 1);
  }
  return field.write(value, run, depth + 1) ?? (field.isNullable ? 'null' : undefined);
}

/** What GraphQL calls an Int: 32 bits. */
function isInt(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function ownValue(source: Source, name: string): unknown {
  return Object.hasOwn(source, name) ? source[name] : undefined;
}
