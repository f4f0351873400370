import { pino } from 'pino';
import type { Authenticator } from '../../../gateway/src/index.ts';
import { createTokenVerifier } from '../../../gateway/src/identity/access-token.ts';
import { createAuthenticator } from '../../../gateway/src/identity/authenticator.ts';
import { createKeySource } from '../../../gateway/src/identity/jwks.ts';
import { createTrustState } from '../../../gateway/src/identity/trust-state.ts';
import { readPermissionTable } from '../../../gateway/src/permissions/permission-table.ts';
import type { GatewayJob } from './job.ts';

/** Every rate is counted for every user and tenant; nobody here reaches it. */
const HIGH = { perSecond: 1e9, burst: 1e9 };

export const RATES = { user: HIGH, tenant: HIGH, anonymous: HIGH, signIn: HIGH };

/** The benchmark's lists say nothing of their length, so that an estimate is far above what they hold. */
export const LIMITS = { cost: 1e9 };

export const silent = pino({ name: 'gateway', level: 'silent' });

/** Identity and gate as the product starts them, with one difference: nobody pushes revocations here. */
export async function protection({ permissionsPath, jwksUrl }: GatewayJob) {
  const trust = createTrustState();
  const identity: Authenticator = createAuthenticator({
    verifyToken: createTokenVerifier(createKeySource(new URL(jwksUrl), silent)),
    trust: { ...trust, status: () => [] },
  });
  return { identity, permissions: await readPermissionTable(permissionsPath) };
}
