import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { deriveKeyring } from '@tessera/keyring';
import {
  readGatewaySettings, readSubgraphSettings, readSystemSettings, mediaEnvironment, renderEnvTemplate, tuningEnvironment,
} from '@tessera/platform';

describe('settings', () => {
  it('need not be set at all', () => {
    expect(readSystemSettings({})).toMatchObject({
      port: 4000, host: '127.0.0.1', production: false, demo: true, corsOrigins: [], databasePrefix: 'tessera',
    });
  });

  it('tell every fault at once, each by its name', () => {
    const env =
      { PORT: '70000', TESSERA_DEMO: 'yes', TESSERA_CORS_ORIGINS: 'https://a.example/path', LOG_LEVEL: 'loud' };
    expect(() => readSystemSettings(env)).toThrow(
      /4 settings are wrong.*PORT.*TESSERA_CORS_ORIGINS.*TESSERA_DEMO.*LOG_LEVEL/s,
    );
  });

  it('never quote a secret', () => {
    const env = { TESSERA_ROOT_KEY: 'hunter2', TESSERA_DATABASE_URL: 'mysql://root:hunter2@db' };
    expect(() => readSystemSettings(env)).toThrow(/TESSERA_DATABASE_URL.*TESSERA_ROOT_KEY/s);
    expect(() => readSystemSettings(env)).not.toThrow(/hunter2/);
  });

  it('count as unset when empty, as compose files leave them', () => {
    expect(readSystemSettings({ PORT: '', TESSERA_CORS_ORIGINS: '' })).toMatchObject({ port: 4000, corsOrigins: [] });
  });

  it('take a root key as hex or base64url', () => {
    const key = randomBytes(32);
    expect(readSystemSettings({ TESSERA_ROOT_KEY: key.toString('hex') }).rootKey).toEqual(new Uint8Array(key));
    expect(readSystemSettings({ TESSERA_ROOT_KEY: key.toString('base64url') }).rootKey).toEqual(new Uint8Array(key));
  });

  it('leave the demo out of production unless it is asked for', () => {
    expect(readSystemSettings({ NODE_ENV: 'production' }).demo).toBe(false);
    expect(readSystemSettings({ NODE_ENV: 'production', TESSERA_DEMO: '1' }).demo).toBe(true);
  });

  it('of a template that is copied unchanged are the defaults', () => {
    const assignments = renderEnvTemplate().split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(assignments).toEqual([]);
    expect(renderEnvTemplate()).toContain('# PORT=4000');
  });
});

describe("a service's own process", () => {
  const keyring = JSON.stringify(deriveKeyring(randomBytes(32), 'crm', ['auth', 'crm']));

  it('is told where its peers and its database are', () => {
    const env =
      { TESSERA_KEYRING: keyring, TESSERA_SERVICES: 'auth=auth:5001, crm=crm:5001', TESSERA_DATABASE_HOST: 'db' };
    expect(readSubgraphSettings('crm', env)).toMatchObject({
      peers: { auth: 'auth:5001', crm: 'crm:5001' },
      database: { host: 'db', port: 5432, database: 'tessera_crm' },
    });
  });

  it("refuses another service's keyring", () => {
    expect(() => readSubgraphSettings('auth', { TESSERA_KEYRING: keyring })).toThrow(
      "The keyring is crm's, and this is auth",
    );
    expect(() => readGatewaySettings({ TESSERA_KEYRING: keyring })).toThrow(
      "The keyring is crm's, and this is gateway",
    );
  });

  it('refuses to start without a keyring, and names the command that prints one', () => {
    expect(() => readSubgraphSettings('auth', {})).toThrow('npm run keys -- auth');
  });

  it('refuses addresses that are none', () => {
    expect(() => readSubgraphSettings('crm', { TESSERA_KEYRING: keyring, TESSERA_SERVICES: 'auth' })).toThrow(
      /name=host:port/,
    );
  });
});

describe("the endpoint's limits and rates", () => {
  const env = { TESSERA_LIMIT_COST: '7', TESSERA_RATE_USER: '2.5/10', TESSERA_RATE_TENANT: 'off', TESSERA_OVERLOAD_DELAY_MS: '0' };

  it('are the gateway’s own where nothing is set', () => {
    expect(readSystemSettings({}).tuning).toEqual({ limits: {}, rates: {} });
  });

  it('are read by name, and can be off', () => {
    expect(readSystemSettings(env).tuning).toEqual({
      limits: { cost: 7 },
      rates: { user: { perSecond: 2.5, burst: 10 }, tenant: null },
      overloadDelayMs: 0,
    });
  });

  it('reach a gateway in a process of its own', () => {
    const { tuning } = readSystemSettings(env);
    expect(readSystemSettings(tuningEnvironment(tuning)).tuning).toEqual(tuning);
  });

  it('are refused when they are no rate', () => {
    for (const wrong of ['10', '0/5', '5/0', 'many', '1/2/3']) {
      expect(() => readSystemSettings({ TESSERA_RATE_USER: wrong })).toThrow(/TESSERA_RATE_USER must be/);
    }
  });
});

describe('trusted proxies', () => {
  it('are addresses, networks and the names of usual ones', () => {
    const env = { TESSERA_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,2001:db8::1' };
    expect(readSystemSettings(env).tuning.trustedProxies).toEqual(['loopback', '10.0.0.0/8', '2001:db8::1']);
  });

  it.each(['proxy.example.com', '10.0.0.0/33', '*', '10.0.0'])('are not %s', (wrong) => {
    const read = () => readSystemSettings({ TESSERA_TRUSTED_PROXIES: `loopback,${wrong}` });
    expect(read).toThrow(`TESSERA_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8`);
    expect(read).toThrow(`wrong: ${wrong}`);
  });

  it('reach a gateway in a process of its own', () => {
    const { tuning } = readSystemSettings({ TESSERA_TRUSTED_PROXIES: 'loopback,10.0.0.0/8' });
    expect(readSystemSettings(tuningEnvironment(tuning)).tuning).toEqual(tuning);
  });
});

it('the token for metrics is no short one, and is not quoted', () => {
  expect(() => readSystemSettings({ TESSERA_METRICS_TOKEN: 'hunter2' })).toThrow(/TESSERA_METRICS_TOKEN must have/);
  expect(() => readSystemSettings({ TESSERA_METRICS_TOKEN: 'hunter2' })).not.toThrow(/hunter2/);
  const tuning = { limits: {}, rates: {}, metricsToken: 'a'.repeat(16) };
  expect(readSystemSettings(tuningEnvironment(tuning)).tuning).toEqual(tuning);
});

describe('the persisted operations', () => {
  it('are a mode and a manifest, or none', () => {
    expect(readSystemSettings({}).tuning.persistedOperations).toBeUndefined();
    const env = { TESSERA_PERSISTED_OPERATIONS: 'only', TESSERA_PERSISTED_OPERATIONS_FILE: '/srv/manifest.json' };
    expect(readSystemSettings(env).tuning.persistedOperations).toEqual({ mode: 'only', path: '/srv/manifest.json' });
  });

  it('cannot be asked for without a manifest', () => {
    expect(() => readSystemSettings({ TESSERA_PERSISTED_OPERATIONS: 'prefer' })).toThrow(
      'TESSERA_PERSISTED_OPERATIONS=prefer needs TESSERA_PERSISTED_OPERATIONS_FILE',
    );
  });
});

describe('the settings of media', () => {
  const s3 = {
    TESSERA_MEDIA_S3_ENDPOINT: 'https://s3.example.com/',
    TESSERA_MEDIA_S3_BUCKET: 'site',
    TESSERA_MEDIA_S3_ACCESS_KEY_ID: 'AKIA',
    TESSERA_MEDIA_S3_SECRET_ACCESS_KEY: 'hunter2',
  };

  it('are a folder in the data folder, unless S3 is named', () => {
    const { media } = readSystemSettings({ TESSERA_DATA_DIR: '/srv/data' });
    expect(media).toEqual({ maxBytes: 26_214_400, baseUrl: '', storage: { kind: 'folder', dir: '/srv/data/media' } });
    expect(readSystemSettings(s3).media.storage).toMatchObject({ kind: 's3', endpoint: 'https://s3.example.com', region: 'us-east-1' });
  });

  it('reach the service in a process of its own', () => {
    for (const env of [{ TESSERA_MEDIA_DIR: '/srv/media', TESSERA_MEDIA_BASE_URL: 'https://cdn.example.com' }, s3]) {
      const { media } = readSystemSettings(env);
      expect(readSystemSettings(mediaEnvironment(media)).media).toEqual(media);
    }
  });

  it('are refused when S3 lacks something, and quote no secret', () => {
    const incomplete = { ...s3, TESSERA_MEDIA_S3_BUCKET: '' };
    expect(() => readSystemSettings(incomplete)).toThrow(/needs TESSERA_MEDIA_S3_BUCKET/);
    expect(() => readSystemSettings(incomplete)).not.toThrow(/hunter2/);
  });
});
