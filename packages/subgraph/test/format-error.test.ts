import { describe, expect, it } from '@jest/globals';
import { AppError } from '@tessera/errors';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { formatError } from '../src/endpoint/format-error.ts';

function format(thrown: Error) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const error = new GraphQLError(thrown.message, { originalError: thrown, path: ['customers'] });
  const shown = formatError(error.toJSON(), error, { log, requestId: 'request-1' });
  return { shown, lines };
}

/** What the permission middleware makes of a fault. */
function masked(cause: Error): AppError {
  return Object.assign(new AppError('INTERNAL_SERVER_ERROR', 'Something failed on our side.'), { cause });
}

describe('an error of a resolver', () => {
  it('that is a refusal is told as it is, and is no fault in the log', () => {
    const { shown, lines } = format(new AppError('NOT_FOUND', 'There is no such thing.', { field: 'id' }));
    expect(shown).toMatchObject({ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND', field: 'id' } });
    expect(lines).toEqual([]);
  });

  it.each([
    ['as it was thrown', (fault: Error) => fault],
    ['as the permission middleware has masked it', masked],
  ])('that is a fault, %s, is logged with its cause and request, and shows neither', (_how, wrap) => {
    const { shown, lines } = format(wrap(new TypeError('cannot read "secret" of undefined')));
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(shown.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    const err = { type: 'TypeError', stack: expect.stringContaining('secret') };
    expect(lines).toMatchObject([{ requestId: 'request-1', path: ['customers'], err }]);
  });

  it.each(['22021', '22P05'])('that the database gave for a NUL (%s) is bad input', (code) => {
    const { shown, lines } = format(masked(Object.assign(new Error('invalid byte sequence'), { code })));
    expect(shown.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(lines).toEqual([]);
  });
});
