import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyRepository, ROOT, type RepositoryCopy } from './support/repository-copy.ts';

const CLIENT = 'examples/typed-client';
const MANIFEST = `${CLIENT}/persisted-operations.json`;
const DOCUMENTS = `
  import { graphql } from './generated/gql.ts';
  export const Someone = graphql(\`fragment Someone on User { email tenant { ...Where } }\`);
  export const Me = graphql(\`query Me($with: Boolean = true) { me { id ...Someone @include(if: $with) } }\`);
  export const Where = graphql(\`fragment Where on Tenant { name }\`);
  export const Leave = graphql(\`mutation Leave { logout }\`);
`;
const PRINT_TEXTS = `
  import { LeaveDocument, MeDocument } from './${CLIENT}/src/generated/graphql.ts';
  console.log(JSON.stringify([MeDocument, LeaveDocument].map((each) => [each.__meta__.hash, each.toString()])));
`;

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository();
  cpSync(join(ROOT, 'supergraph.graphql'), join(copy.folder, 'supergraph.graphql'));
  copy.write(`${CLIENT}/src/documents.ts`, DOCUMENTS);
});
afterAll(() => copy.remove());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the manifest of the typed client', () => {
  it('lists each operation with the id and the text that the client sends', () => {
    expect(copy.codegen(CLIENT)).toMatchObject({ status: 0 });
    const manifest = JSON.parse(readFileSync(join(copy.folder, MANIFEST), 'utf8')) as { operations: { body: string }[] };
    const printed = spawnSync(process.execPath, ['--input-type=module', '--eval', PRINT_TEXTS], {
      cwd: copy.folder,
      encoding: 'utf8',
    });
    const sent = JSON.parse(printed.stdout || printed.stderr) as [id: string, body: string][];
    expect(sent.map(([id, body]) => id === sha256(body))).toEqual([true, true]);
    expect(manifest).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: sent[0]![0], name: 'Me', type: 'query', body: sent[0]![1] },
        { id: sent[1]![0], name: 'Leave', type: 'mutation', body: sent[1]![1] },
      ],
    });
    expect(manifest.operations[0]!.body).toContain('fragment Where on Tenant');
  });

  it('is refused by the check when it is stale', () => {
    copy.write(`${CLIENT}/src/documents.ts`, DOCUMENTS.replace('logout', '__typename'));
    copy.git('add', CLIENT);
    expect(copy.codegen(CLIENT, '--check')).toMatchObject({ status: 1, output: expect.stringContaining(`${MANIFEST} is stale`) });
  });
});
