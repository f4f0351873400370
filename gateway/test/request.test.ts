import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const WELCOME = '{ me { id email role } customers { totalCount nodes { name owner { email } } } }';

describe('an operation', () => {
  it('is answered by several subgraphs together', async () => {
    const { status, body } = await rig.ask(WELCOME, { token: rig.tokenFor('OWNER') });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        me: { id: expect.any(String), email: 'jane@example.com', role: 'OWNER' },
        customers: {
          totalCount: 2,
          nodes: [
            { name: 'Alice Johnson', owner: { email: 'jane@example.com' } },
            { name: 'Bob Wilson', owner: { email: 'jane@example.com' } },
          ],
        },
      },
    });
  });

  it('carries the caller, a request id and a deadline to each subgraph, under its signature', async () => {
    const { headers } = await rig.ask('{ customers { totalCount } }', { token: rig.tokenFor('VIEWER') });
    const { claims } = rig.subgraphs['crm']!.received.at(-1)!;
    expect(claims).toMatchObject({
      identity: { role: 'VIEWER', userId: expect.any(String), tenantId: expect.any(String) },
      requestId: headers.get('x-request-id'),
      deadline: expect.any(Number),
      clientAddress: '127.0.0.1',
    });
  });
});
