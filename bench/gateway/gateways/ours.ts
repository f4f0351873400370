import { randomBytes } from 'node:crypto';
import { createHttpServer } from '@tessera/http';
import { createGateway } from '../../../gateway/src/index.ts';
import { secured } from '../../../gateway/src/http/security-headers.ts';
import { collectEarly } from '../../../gateway/src/overload/collect-early.ts';
import { keepObjectsYoung } from '../../../gateway/src/overload/keep-young.ts';
import { DEFAULT_LIMITS } from '../../../gateway/src/limits/limit-settings.ts';
import { runGateway } from './job.ts';
import { LIMITS, protection, RATES, silent } from './our-protection.ts';

/**
 * `full`: identity, gate and limits on. `signed`: the same, and each subgraph request signed with the caller's claims, as
 * Tessera's own subgraphs demand. `open`: for anyone's subgraphs, without identity and gate.
 */
runGateway(async (job, variant) => {
  keepObjectsYoung();
  collectEarly();
  const gateway = await createGateway({
    supergraphSdl: job.supergraphSdl,
    limits: LIMITS,
    rates: RATES,
    production: true,
    log: silent,
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
