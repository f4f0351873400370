import { randomUUID } from 'node:crypto';
import { createTestClient, eventually, type TestClient, type TestTessera } from '@tessera/testkit';

/** A tenant of its own, and its OWNER. */
export interface Newcomer {
  readonly owner: TestClient;
  readonly tenantId: string;
}

const REGISTER = `mutation ($input: RegisterInput!, $key: String!) {
  register(input: $input, idempotencyKey: $key) { status session { accessToken } }
}`;

/** Registers a stranger, and waits until every service is ready for the tenant. */
export async function newcomer({ anonymous, endpoint }: TestTessera): Promise<Newcomer> {
  const key = randomUUID();
  const input = { email: `${key}@people.example`, password: 'tulips under a wide sky', companyName: 'Nordwind AG', slug: `n-${key}` };
  const accessToken = await eventually(async () => {
    const { data } = await anonymous.send(REGISTER, { input, key });
    return data?.register.status === 'ACTIVE' && (data.register.session.accessToken as string);
  });
  const owner = createTestClient(endpoint, accessToken);
  const { tenant } = await owner.ask('{ tenant { id } }');
  return { owner, tenantId: tenant.id };
}
