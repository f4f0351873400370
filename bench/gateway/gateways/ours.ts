import { randomBytes } from 'node:crypto';
import { createHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { createGateway, type Authenticator } from '../../../gateway/src/index.ts';
import { secured } from '../../../gateway/src/http/security-headers.ts';
import { createTokenVerifier } from '../../../gateway/src/identity/access-token.ts';
import { createAuthenticator } from '../../../gateway/src/identity/authenticator.ts';
import { createKeySource } from '../../../gateway/src/identity/jwks.ts';
import { createTrustState } from '../../../gateway/src/identity/trust-state.ts';
import { DEFAULT_LIMITS } from '../../../gateway/src/limits/limit-settings.ts';
import { readPermissionTable } from '../../../gateway/src/permissions/permission-table.ts';
import { runGateway, type GatewayJob } from './job.ts';

/** Every rate is kept for every user; nobody here reaches it. */
const HIGH = { perSecond: 1e6, burst: 1e6 };
/** The benchmark's lists say nothing of their length, so that its estimate is far above what they hold. */
const COST = 1e9;

const log = pino({ name: 'gateway', level: 'silent' });

/**
 * `full`: identity, gate and limits on. `signed`: the same, and each subgraph request signed with the caller's claims, as
 * Tessera's own subgraphs demand. `open`: for anyone's subgraphs, without identity and gate.
 */
runGateway(async (job, variant) => {
  const gateway = await createGateway({
    supergraphSdl: job.supergraphSdl,
    limits: { cost: COST },
    rates: { user: HIGH, tenant: HIGH, anonymous: HIGH },
    production: true,
    log,
    forwardHeaders: ['authorization'],
    ...(variant === 'open' ? {} : await protection(job)),
    ...(variant === 'signed' ? { signingRoot: randomBytes(32).toString('base64url') } : {}),
  });
  const http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: DEFAULT_LIMITS.bodyBytes,
    routes: [secured({ method: '*', path: '/graphql', handle: (request) => gateway.handle(request) })],
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  return http.port;
});

async function protection({ permissionsPath, jwksUrl }: GatewayJob) {
  const trust = createTrustState();
  const identity: Authenticator = createAuthenticator({
    verifyToken: createTokenVerifier(createKeySource(new URL(jwksUrl), log)),
    // Revocations are looked up as ever; none is pushed here.
    trust: { check: (token) => trust.check(token), status: () => [] },
  });
  return { identity, permissions: await readPermissionTable(permissionsPath) };
}
