import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';
import { pino } from 'pino';
import { logRequest, type RequestLine } from '../src/logging/request-line.ts';
import { startRig } from './support/rig.ts';

let page: string;
beforeAll(async () => {
  page = await readFile(join(REPOSITORY, 'docs/operating.md'), 'utf8');
});

/** The table's rows below a heading, as cells without their marks. */
function rowsBelow(heading: string): string[][] {
  const section = page.split('\n## ').find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.replaceAll('`', '').trim()));
}

describe('docs/operating.md', () => {
  it('tells each metric as the gateway does: its name, type, labels and meaning', async () => {
    const rig = await startRig({}, {}, { billing: {} });
    await rig.ask('{ customers { nodes { id } } }', { token: rig.tokenFor('OWNER') });
    const text = await (await fetch(`${rig.origin}/metrics`)).text();
    await rig.stop();
    const helps = [...text.matchAll(/^# HELP (tessera_\w+) (.+)$/gm)];
    const told = helps.map(([, name = '', help]) => {
      const [, type] = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(text) ?? [];
      return [name, type, expect.any(String), help];
    });
    const rows = rowsBelow('Metrics');
    expect(rows).toEqual(told);
    for (const [name, , labels = ''] of rows) {
      const [, shown = ''] = new RegExp(`^${name}(?:_bucket)?\\{(.+)\\}`, 'm').exec(text) ?? [];
      const names = [...shown.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
      if (names.length > 0) expect([name, labels.split(', ')]).toEqual([name, names]);
    }
  });

  it('tells each field of a request’s line in the log', () => {
    const lines: string[] = [];
    const full: Required<RequestLine> = {
      requestId: 'r',
      context: { identity: { userId: 'u', sessionId: 's', tenantId: 't', role: 'OWNER' } },
      operation: { name: 'Q', kind: 'query', hash: 'h' },
      cost: 1,
      status: 200,
      result: 'partial',
      codes: ['UNAVAILABLE'],
      ms: 1,
      fetches: [{ subgraph: 'crm', ms: 1, failure: 'timeout' }],
      traceId: 'i',
    };
    logRequest(pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) }), full);
    const { level: _level, msg: _msg, ...fields } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(rowsBelow('Logs').flatMap(([names = '']) => names.split(', '))).toEqual(Object.keys(fields));
  });
});
