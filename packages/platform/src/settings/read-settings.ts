import type { z } from 'zod';
import { OperatorError } from '../operator-error.ts';

/** What a setting says of itself besides its type; `.env.example` is made from this. */
export interface SettingNotes {
  readonly description: string;
  /** Shown in `.env.example` where there is no default. */
  readonly example?: string;
  /** Whether the example is what holds while nothing is set: a default that whoever reads the setting has. */
  readonly isDefault?: boolean;
  /** Never quoted in an error. */
  readonly secret?: boolean;
}

export type SettingsSchema = z.ZodObject<Record<string, z.ZodType>>;

/**
 * Reads the settings that `schema` names from the environment. An empty value counts as unset.
 * @throws OperatorError that tells every fault at once
 */
export function readSettings<S extends SettingsSchema>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const names = Object.keys(schema.shape);
  const given = Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${describeIssue(schema, given, issue)}`);
  const count = faults.length === 1 ? 'A setting is' : `${faults.length} settings are`;
  throw new OperatorError(`${count} wrong (see .env.example):\n${faults.join('\n')}`);
}

function describeIssue(schema: SettingsSchema, given: Record<string, unknown>, issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? '');
  const notes = schema.shape[name]?.meta() as SettingNotes | undefined;
  const value = given[name];
  if (value === undefined) return `${name} ${issue.message}.`;
  return notes?.secret ? `${name} ${issue.message}.` : `${name} ${issue.message}; it is ${JSON.stringify(value)}.`;
}
