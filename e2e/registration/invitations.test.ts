import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, createTestClient, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';
import { invite, sendAcceptance, type Accepted, type AcceptanceVariables } from './invitations.ts';

let tessera: TestTessera;
let owner: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  owner = await tessera.as('acme', 'OWNER');
}, 120_000);
afterAll(() => tessera?.stop());

/** As a client does: repeats the request until it is complete. */
function accepted(request: AcceptanceVariables, client = tessera.anonymous): Promise<Accepted['acceptInvitation']> {
  return eventually(async () => {
    const { data } = await sendAcceptance(client, request);
    return data?.acceptInvitation.status === 'ACTIVE' && data.acceptInvitation;
  });
}

const membersNamed = (email: string) =>
  owner
    .ask('{ members(first: 100) { nodes { role user { email } } } }')
    .then(({ members }) => members.nodes.filter(({ user }: { user: { email: string } }) => user.email === email));

describe('an invitation', () => {
  it('leads a stranger from its link to work in the tenant', async () => {
    const invitation = await invite(owner);
    const { email, token } = invitation;
    const preview = `query ($token: String!) {
      invitationByToken(token: $token) { email role status hasAccount tenant { name slug } }
    }`;
    expect(await tessera.anonymous.ask(preview, { token })).toEqual({
      invitationByToken: {
        email, role: 'MEMBER', status: 'PENDING', hasAccount: false, tenant: { name: 'Acme Corporation', slug: 'acme' },
      },
    });
    const { session, tenant } = await accepted({ ...invitation, displayName: 'Grace' });
    expect(tenant).toEqual({ slug: 'acme' });
    const grace = createTestClient(tessera.endpoint, session!.accessToken);
    expect(await grace.ask('{ me { email role } myProfile { displayName } notifications { nodes { kind } } }')).toEqual({
      me: { email, role: 'MEMBER' },
      myProfile: { displayName: 'Grace' },
      notifications: { nodes: [{ kind: 'MEMBER_ADDED' }] },
    });
    const query = 'query ($email: String!) { invitations(filter: { email: $email }) { nodes { status acceptedBy { email } } } }';
    expect(await owner.ask(query, { email })).toEqual({
      invitations: { nodes: [{ status: 'ACCEPTED', acceptedBy: { email } }] },
    });
  });

  it('adds a membership to who is signed in, and opens no other session', async () => {
    const { email } = tessera.account('demo001', 'MEMBER');
    const member = await tessera.as('demo001', 'MEMBER');
    const request = { ...(await invite(owner, email)), password: null };
    expect(codes(await sendAcceptance(tessera.anonymous, request))).toEqual(['UNAUTHENTICATED']);
    expect(await accepted(request, member)).toEqual({ status: 'ACTIVE', tenant: { slug: 'acme' }, session: null });
    expect(await membersNamed(email)).toEqual([{ role: 'MEMBER', user: { email } }]);
  });

  it('accepted twice at once makes one membership', async () => {
    const invitation = await invite(owner);
    const requests = [1, 2].map(() => ({ ...invitation, idempotencyKey: randomUUID() }));
    const ends = await Promise.all(
      requests.map((request) =>
        eventually(async () => {
          const answer = await sendAcceptance(tessera.anonymous, request);
          const end = answer.data?.acceptInvitation.status ?? codes(answer)[0]!;
          return (end === 'ACTIVE' || end === 'CONFLICT') && end;
        }),
      ),
    );
    expect(ends.sort()).toEqual(['ACTIVE', 'CONFLICT']);
    expect(await membersNamed(invitation.email)).toHaveLength(1);
  });

  it('that was revoked, or sent anew since, lets nobody in', async () => {
    const [revoked, resent] = [await invite(owner), await invite(owner)];
    await owner.ask('mutation ($id: ID!) { revokeInvitation(id: $id) { status } }', { id: revoked.id });
    await owner.ask('mutation ($id: ID!) { resendInvitation(id: $id) { token } }', { id: resent.id });
    expect(codes(await sendAcceptance(tessera.anonymous, revoked))).toEqual(['CONFLICT']);
    expect(codes(await sendAcceptance(tessera.anonymous, resent))).toEqual(['NOT_FOUND']);
  });

  it('waits in the demo', async () => {
    const demo = await tessera.as('demo001', 'OWNER');
    expect(await demo.ask('{ invitations(filter: { status: [PENDING] }) { nodes { email role } } }')).toEqual({
      invitations: { nodes: [{ email: 'sam.lee@demo.com', role: 'MEMBER' }] },
    });
  });
});

describe('adding somebody without asking them', () => {
  it('is not for a tenant\'s own people', async () => {
    const { email } = tessera.account('demo001', 'OWNER');
    const add = 'mutation ($email: String!) { addMember(email: $email, role: MEMBER) { id } }';
    expect(codes(await owner.send(add, { email }))).toEqual(['FORBIDDEN']);
    expect(await membersNamed(email)).toEqual([]);
  });
});

describe('the projections', () => {
  it('have counted invitations', async () => {
    await invite(owner);
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const query = '{ verifyProjection(service: "tenants") { matches } }';
    expect(await eventually(async () => (await superadmin.ask(query)).verifyProjection.matches)).toBe(true);
  });
});
