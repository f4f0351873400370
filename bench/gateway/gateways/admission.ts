import { readFileSync } from 'node:fs';
import { admitOperation, type Journey, type PipelineParts } from '../../../gateway/src/http/graphql/pipeline.ts';
import { DEFAULT_LIMITS } from '../../../gateway/src/limits/limit-settings.ts';
import { createRateGate } from '../../../gateway/src/limits/rate-gate.ts';
import { createRateLimits, DEFAULT_RATES } from '../../../gateway/src/limits/rate.ts';
import { createVariableGuard } from '../../../gateway/src/limits/variable-guard.ts';
import { createMetrics } from '../../../gateway/src/metrics.ts';
import { createDocumentSources } from '../../../gateway/src/operations/document-sources.ts';
import { openServing } from '../../../gateway/src/serving.ts';
import type { Authenticator } from '../../../gateway/src/index.ts';
import { answerParent } from '../process/channel.ts';
import type { GatewayJob } from './job.ts';
import { LIMITS, protection, RATES, silent } from './our-protection.ts';

/** Of one request, in microseconds of CPU. */
export interface AdmissionCost {
  /** A token that was seen before: found again, and held against what was revoked. */
  readonly identity: number;
  /** Rates, the known document, variables, gate and cost. */
  readonly gateAndLimits: number;
  /** What a token costs the first time: its signature and its claims. */
  readonly firstSight: number;
}

export interface AdmissionQuestion {
  readonly query: string;
  readonly authorizations: readonly string[];
}

const REPEATS = 100_000;
/** Until the JIT compiler has come to rest. */
const WARM_UP = 50_000;

answerParent({ measure });

/** Runs the gateway's own steps up to the point where an operation may run, and nothing after it. */
async function measure({ query, authorizations }: AdmissionQuestion): Promise<AdmissionCost> {
  const job = JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8')) as GatewayJob;
  const { identity: authenticator, permissions } = await protection(job);
  const limits = { ...DEFAULT_LIMITS, ...LIMITS };
  const sources = createDocumentSources(undefined, silent);
  const rates = createRateGate(createRateLimits({ rates: { ...DEFAULT_RATES, ...RATES } }));
  const serving = await openServing(job.supergraphSdl, permissions, {
    subgraphs: {},
    signingRoot: undefined,
    subgraphTimeoutMs: undefined,
    maxAnswerBytes: undefined,
    production: true,
    limits,
    isTrusted: sources.isListed,
    metrics: createMetrics(),
  });
  const parts: PipelineParts = {
    sources,
    serving: () => serving,
    limitRate: rates.limitRate,
    guardVariables: createVariableGuard(limits),
    maxCost: limits.cost,
    charge: rates.charge,
  };
  // The first request also fetches auth's keys.
  await authenticator.identify(authorizations[0]);
  const firstSight = await microseconds(authorizations.length - 1, (at) => authenticator.identify(authorizations[at + 1]));
  const identify = (at: number) => authenticator.identify(authorizations[at % authorizations.length]);
  const journeys = await journeysOf(authenticator, { query, authorizations });
  const admit = (at: number) => admitOperation(parts, serving, journeys[at % journeys.length] as Journey);
  await microseconds(WARM_UP, identify);
  await microseconds(WARM_UP, admit);
  return {
    firstSight,
    identity: await microseconds(REPEATS, identify),
    gateAndLimits: await microseconds(REPEATS, admit),
  };
}

/** One request of each user, as the endpoint sets it out. */
function journeysOf(authenticator: Authenticator, { query, authorizations }: AdmissionQuestion): Promise<Journey[]> {
  const deadline = Date.now() + 600_000;
  return Promise.all(
    authorizations.map(async (authorization, at) => ({
      params: { query },
      isReadOnly: false,
      context: {
        identity: await authenticator.identify(authorization),
        refusal: null,
        requestId: `request-${at}`,
        clientAddress: '127.0.0.1',
        deadline,
        signal: new AbortController().signal,
      },
    })),
  );
}

async function microseconds(times: number, step: (at: number) => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < times; at += 1) await step(at);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
