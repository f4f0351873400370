/** The values of one `.env` for docker-compose.yml, by name. */
export type Secrets = Readonly<Record<string, string>>;

/** A file of these secrets alone. */
export function newEnvironment(secrets: Secrets): string {
  return [
    '# Secrets of the containers (docker-compose.yml). Keep this file from others, and keep a copy: the databases',
    '# cannot be opened without TESSERA_ROOT_KEY.',
    ...Object.entries(secrets).map(line),
    '',
  ].join('\n');
}

/** The file with these secrets in the places of those that it has; the others come at its end. All else stays. */
export function mergeEnvironment(text: string, secrets: Secrets): string {
  const lines = text.split('\n').map((each) => {
    const name = nameOf(each);
    return Object.hasOwn(secrets, name) ? { name, text: line([name, secrets[name] ?? '']) } : { name: '', text: each };
  });
  const there = new Set(lines.map(({ name }) => name));
  const missing = Object.entries(secrets).filter(([name]) => !there.has(name)).map(line);
  const kept = lines.map((each) => each.text).join('\n');
  return missing.length === 0 ? kept : `${kept.replace(/\n*$/, '\n')}${missing.join('\n')}\n`;
}

/** The file without this setting. */
export function withoutSetting(text: string, name: string): string {
  return text.split('\n').filter((each) => nameOf(each) !== name).join('\n');
}

/** The setting that a line of the file sets; empty where it sets none. */
const nameOf = (each: string) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(each)?.[1] ?? '';

/** JSON is full of double quotes; in single ones Compose takes it literally. */
const line = ([name, value]: readonly [string, string]) => `${name}=${value.startsWith('{') ? `'${value}'` : value}`;
