import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPOSITORY } from '@tessera/testkit';
import { createSigner } from '../../src/media/signatures.ts';
import { ADDRESS_COLUMNS, resignAddresses } from '../../src/media/signed-addresses.ts';

const [from, to] = [createSigner('A'.repeat(43)), createSigner('B'.repeat(43))];
const path = () => `${randomUUID()}/${randomUUID()}/thumb`;
const address = (at: string, signature: string) => `/media/files/${at}/${signature}`;

describe('addresses of files in a text', () => {
  it('are signed anew, on whatever host, and nothing else of the text is changed', () => {
    const [one, other] = [path(), path()];
    const text = (signer: typeof from) => JSON.stringify({
      body: `<img src="${address(one, signer.signFile(one))}"> <a href="https://cdn.example.com${address(other, signer.signFile(other))}">b</a>`,
      note: 'see /media/files/ and $& \\ "quotes"',
    });
    expect(resignAddresses(text(from), from, to)).toBe(text(to));
  });

  it('stay as they are where they were not signed: whoever made them up gets no leave to read', () => {
    const at = path();
    const text = [address(at, 'AAAAAAAAAAAAAAAAAAAAAA'), address(at, from.signFile(path())), address(path(), from.signFile(at))].join(' ');
    expect(resignAddresses(text, from, to)).toBe(text);
  });

  it('are looked for wherever the data of items lie', () => {
    const schema = readFileSync(join(REPOSITORY, 'prisma/cms/schema.prisma'), 'utf8');
    const tables = schema.split(/^(?=model )/m).filter((model) => /^\s+data\s+Json/m.test(model)).map((model) => /@@map\("(\w+)"\)/.exec(model)?.[1]);
    expect(ADDRESS_COLUMNS.filter(({ column }) => column === 'data').map(({ table }) => table)).toEqual(tables);
  });
});
