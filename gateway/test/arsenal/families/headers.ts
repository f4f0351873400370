import { repeat, type Family } from '../hostile-request.ts';

/** Node takes 16 kB of headers. */
const BYTES = 14_000;
const query = '{ __typename }';
const filled = (text: string) => text.repeat(Math.floor(BYTES / text.length));

export const headers: Family = {
  name: 'headers',
  requests: [
    {
      name: 'everything that is accepted, of the least worth',
      query,
      headers: { accept: `${filled('a/b;q=0.1,')}application/json` },
      expected: 'answer',
    },
    {
      name: 'one type that is accepted, with parameters without end',
      query,
      headers: { accept: `application/json${filled(';a=b')}` },
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'quotes in what is accepted',
      query,
      headers: { accept: `application/json;a=${filled('"\\"')}` },
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'a content type with parameters without end',
      query,
      headers: { 'content-type': `application/json${filled('; a="\\b"')}` },
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'a content type of spaces',
      query,
      headers: { 'content-type': `application/json;${filled(' \t')};x` },
      expected: { code: 'BAD_REQUEST' },
    },
    {
      name: 'a trace of 14 kB',
      query,
      headers: { traceparent: `00-${filled('0')}` },
      expected: 'answer',
    },
    {
      name: 'two hundred headers',
      query,
      headers: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x-${at}`, repeat(4, () => 'value')])),
      expected: 'answer',
    },
  ],
};
