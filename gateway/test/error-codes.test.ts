import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createMetrics } from '../src/metrics.ts';
import { createRequestWatch } from '../src/logging/watch-request.ts';
import { startLibraryGateway, type LibraryGateway } from './support/library-gateway.ts';

const MASKED = 'Something failed on our side. Quote the correlation id to the operator.';
const told = { message: 'None is left.', path: ['me'], extensions: { code: 'OUT_OF_STOCK', sku: '7' } };
const answer = { status: 200, body: JSON.stringify({ data: null, errors: [told] }) };

describe('in production, an error with a code of a subgraph’s own', () => {
  let library: LibraryGateway | undefined;
  afterEach(() => library?.stop());

  const lines: string[] = [];
  const errorWith = async (errorCodes: readonly string[]) => {
    lines.length = 0;
    const log = pino({}, new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) }));
    const watch = createRequestWatch({ log, metrics: createMetrics(), errorCodes });
    library = await startLibraryGateway({ log, watch, errorCodes });
    library.subgraphs['auth']!.intercept = async () => answer;
    const { body } = await library.post({ query: '{ me { id } }' });
    return (body as { errors: { message: string; extensions: object }[] }).errors;
  };
  const codesInLog = () => lines.flatMap((line) => (JSON.parse(line) as { codes?: string[] }).codes ?? []);

  it('is a fault, whose message stays inside', async () => {
    const [error] = await errorWith(['SOLD_OUT']);
    expect(error).toMatchObject({ message: MASKED, extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(codesInLog()).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('is told with its message where the code is named, but not what else it says', async () => {
    const [error] = await errorWith(['OUT_OF_STOCK']);
    expect(error).toMatchObject({ message: told.message, path: ['me'] });
    expect(error?.extensions).toMatchObject({ code: 'OUT_OF_STOCK' });
    expect(error?.extensions).not.toHaveProperty('sku');
    expect(codesInLog()).toEqual(['OUT_OF_STOCK']);
  });
});
