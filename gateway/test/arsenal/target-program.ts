import { createHttpServer } from '@tessera/http';
import { ROLES } from '@tessera/identity';
import { pino } from 'pino';
import { createGateway } from '../../src/create-gateway.ts';
import { loadSupergraph } from '../../src/engine/supergraph/load-supergraph.ts';
import { secured } from '../../src/http/security-headers.ts';
import type { Authenticator } from '../../src/identity/authenticator.ts';
import { DEFAULT_LIMITS } from '../../src/limits/limit-settings.ts';
import { BurdenWatch } from './burden-watch.ts';
import type { TargetOrder, TargetReply } from './target-messages.ts';

/** A gateway as in production, with the default limits, that tells its parent process what each request did to it. */
let watch: BurdenWatch | undefined;

process.on('message', (order: TargetOrder) => void carryOut(order).then((reply) => process.send?.(reply)));
process.on('disconnect', () => process.exit(0));

async function carryOut(order: TargetOrder): Promise<TargetReply> {
  if (order.kind === 'serve') return { kind: 'serving', port: await serve(order) };
  if (order.kind === 'watch') {
    watch = new BurdenWatch();
    return { kind: 'watching' };
  }
  if (!watch) throw new Error('Nothing has been watched.');
  return { kind: 'report', ...(await watch.end()) };
}

async function serve({ graph, subgraphUrl }: Extract<TargetOrder, { kind: 'serve' }>): Promise<number> {
  const { sdl, permissions } = graph;
  const names = loadSupergraph(sdl).subgraphs.keys();
  const gateway = await createGateway({
    supergraphSdl: sdl,
    subgraphs: Object.fromEntries([...names].map((name) => [name, subgraphUrl])),
    permissions,
    identity: byName,
    // The limits are to refuse, and not the rate at which one attacker sends.
    rates: { user: null, tenant: null, anonymous: null, signIn: null },
    log: pino({ level: 'silent' }),
  });
  const { port } = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: DEFAULT_LIMITS.bodyBytes,
    routes: [secured({ method: '*', path: '/graphql', handle: (request) => gateway.handle(request) })],
    onError: () => undefined,
  });
  return port;
}

/** Whoever names a role has it. */
const byName: Authenticator = {
  async identify(authorization) {
    const role = ROLES.find((each) => each === authorization);
    return role ? { userId: 'u1', sessionId: 's1', tenantId: 't1', role } : null;
  },
};
