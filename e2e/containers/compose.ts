import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@tessera/testkit';
import { parse } from 'yaml';

/** The parts of the compose specification that docker-compose.yml uses (https://compose-spec.io). */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

export interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly command?: readonly string[];
  /** `source:target` or `source:target:ro`. */
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: HealthCheck;
  readonly stop_grace_period?: string;
}

export interface HealthCheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
}

export function readComposeFile(): ComposeFile {
  return parse(readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8')) as ComposeFile;
}

/** The lines of an `.env` file as Compose reads them: `NAME=value`, or a literal value in single quotes. */
export function parseEnvFile(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line)!;
    return [name!, value!.replace(/^'(.*)'$/, '$1')];
  }));
}

/** Fills in `${NAME:-default}` and `${NAME:?what to do}`. @throws Error for a required one that is unset */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind?: string, rest = '') => {
    const value = env[name];
    if (value) return value;
    if (kind === '?') throw new Error(`required variable ${name} is missing a value: ${rest}`);
    return rest;
  });
}

/** `15s` in milliseconds. */
export function milliseconds(duration: string): number {
  return Number(/^(\d+)s$/.exec(duration)![1]) * 1_000;
}
