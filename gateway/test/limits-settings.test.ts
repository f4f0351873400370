import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { tuningEnvironment } from '@tessera/platform';
import { DEFAULT_LIMITS, DEFAULT_RATES } from '../src/index.ts';

it('.env.example shows the defaults that hold', async () => {
  const template = await readFile(resolve(__dirname, '../../.env.example'), 'utf8');
  const { costPerPoint, ...rates } = DEFAULT_RATES;
  const defaults = tuningEnvironment({ limits: { ...DEFAULT_LIMITS }, rates, costPerPoint });
  const set = Object.entries(defaults).filter(([, value]) => value !== undefined);
  expect(set).toHaveLength(Object.keys({ ...DEFAULT_LIMITS, ...DEFAULT_RATES }).length);
  for (const [name, value] of set) expect(template).toContain(`# ${name}=${value}\n`);
});
