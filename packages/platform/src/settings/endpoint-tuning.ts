import { resolve } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../operator-error.ts';
import { networks, oneOf, rate, url, wholeNumber, type RateSetting } from './kinds.ts';
import { readSettings } from './read-settings.ts';

/** What may be asked of the endpoint, as far as an operator said; what is unset is the gateway's own default. */
export interface EndpointTuning {
  /** By the gateway's names (gateway/src/limits/limit-settings.ts). */
  readonly limits: Readonly<Record<string, number>>;
  /** Null: no limit. */
  readonly rates: Readonly<Record<string, RateSetting | null>>;
  readonly costPerPoint?: number;
  readonly overloadDelayMs?: number;
  /** Addresses and networks of proxies before the gateway. */
  readonly trustedProxies?: readonly string[];
  readonly otlpEndpoint?: string;
  /** Opens the metrics, in production, to whoever sends it. */
  readonly metricsToken?: string;
  readonly persistedOperations?: PersistedOperationsSetting;
}

/** The operations of our own clients, and what becomes of others. */
export interface PersistedOperationsSetting {
  readonly mode: 'prefer' | 'only';
  /** Of a manifest in Apollo's form; absolute. */
  readonly path: string;
}

const number = (min: number, max: number, example: number, description: string) =>
  wholeNumber(min, max).optional().meta({ description, example: String(example), isDefault: true });
const perSecond = (example: string, description: string) =>
  rate().optional().meta({ description, example, isDefault: true });

const BILLION = 1e9;

/** The settings of `EndpointTuning`. Examples are the gateway's defaults, to which its tests hold them. */
export const tuningShape = {
  TESSERA_LIMIT_BODY_BYTES: number(1_024, 64 * 1024 * 1024, 1_048_576, 'Bytes in the body of a request.'),
  TESSERA_LIMIT_LINES: number(1, BILLION, 5_000, 'Lines in a document.'),
  TESSERA_LIMIT_TOKENS: number(10, BILLION, 5_000, 'Tokens in a document.'),
  TESSERA_LIMIT_OPERATIONS: number(1, BILLION, 50, 'Operations in a document, of which a request runs one.'),
  TESSERA_LIMIT_DEPTH: number(1, 1_000, 20, 'Fields of an operation within one another.'),
  TESSERA_LIMIT_SELECTIONS: number(1, BILLION, 1_000, 'Fields and fragments that an operation selects, written out.'),
  TESSERA_LIMIT_FRAGMENT_SPREADS: number(0, BILLION, 300, 'Fragment spreads of an operation, written out.'),
  TESSERA_LIMIT_ALIASES: number(0, BILLION, 100, 'Aliases of an operation, fragments written out.'),
  TESSERA_LIMIT_ROOT_FIELDS: number(1, BILLION, 30, 'Root fields of an operation.'),
  TESSERA_LIMIT_DIRECTIVES: number(0, BILLION, 100, 'Directives of an operation, fragments written out.'),
  TESSERA_LIMIT_VARIABLE_DEPTH: number(1, 1_000, 100, 'Lists and objects within one another in the variables.'),
  TESSERA_LIMIT_COST: number(1, BILLION, 50_000, 'Objects that an operation can return, by weight and estimate.'),
  TESSERA_LIMIT_LIST_SIZE: number(1, 1_000_000, 10, 'What the estimate takes a list to hold when nothing says.'),
  TESSERA_LIMIT_PLANNING_MS: number(100, 60_000, 2_000, 'Milliseconds that planning one operation may take.'),
  TESSERA_LIMIT_PLANNING_MEGABYTES: number(16, 8_192, 48, 'Megabytes that planning one operation may take.'),
  TESSERA_LIMIT_SUBSCRIPTIONS: number(0, BILLION, 1_000, 'Subscriptions open at once in one gateway.'),
  TESSERA_LIMIT_SUBSCRIPTIONS_PER_USER: number(0, BILLION, 100, 'The same of one user.'),
  TESSERA_LIMIT_SOCKET_OPERATIONS: number(1, BILLION, 100, 'Operations at once on one WebSocket.'),
  TESSERA_RATE_USER: perSecond('200/1000', 'Points a second / at once for each user, unless superadmin set others; `off`.'),
  TESSERA_RATE_TENANT: perSecond('1000/5000', 'The same for all users of a tenant together.'),
  TESSERA_RATE_ANONYMOUS: perSecond('100/1000', 'The same for each address from which no identity comes.'),
  TESSERA_RATE_SIGN_IN: perSecond('5/100', 'Operations that sign in, a second / at once, for each address; `off`.'),
  TESSERA_RATE_COST_PER_POINT: number(1, BILLION, 100, 'How much of its cost makes an operation count one point more.'),
  TESSERA_OVERLOAD_DELAY_MS: number(0, 60_000, 200, 'How late the event loop may be before requests are turned away; 0: never.'),
  TESSERA_TRUSTED_PROXIES: networks().optional().meta({
    description: "Proxies before the gateway, separated by commas: the client's address is what their `X-Forwarded-For` says. Unset: none.",
    example: 'loopback,10.0.0.0/8',
  }),
  TESSERA_PERSISTED_OPERATIONS: oneOf(['off', 'prefer', 'only']).default('off').meta({
    description: '`only`: no operation runs but those of the manifest; `prefer`: others are logged, and within the limits.',
  }),
  TESSERA_PERSISTED_OPERATIONS_FILE: z.string().optional().meta({
    description: "The manifest of the clients' operations (`npm run codegen` writes that of examples/typed-client).",
    example: 'examples/typed-client/persisted-operations.json',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional().meta({
    description: 'Where traces are sent, by OTLP over HTTP; the other OTEL_ variables of the standard hold too. Unset: none.',
    example: 'http://127.0.0.1:4318',
  }),
  TESSERA_METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional().meta({
    description: 'Sent as a bearer token, it opens /metrics to other machines in production. Unset: to this one alone.',
    example: '<openssl rand -hex 32>',
    secret: true,
  }),
} as const;

/** What a container's environment passes on. */
export const TUNING_NAMES: readonly string[] = Object.keys(tuningShape);

type Given = z.output<z.ZodObject<typeof tuningShape>>;

const LIMITS = {
  TESSERA_LIMIT_BODY_BYTES: 'bodyBytes',
  TESSERA_LIMIT_LINES: 'lines',
  TESSERA_LIMIT_TOKENS: 'tokens',
  TESSERA_LIMIT_OPERATIONS: 'operations',
  TESSERA_LIMIT_DEPTH: 'depth',
  TESSERA_LIMIT_SELECTIONS: 'selections',
  TESSERA_LIMIT_FRAGMENT_SPREADS: 'fragmentSpreads',
  TESSERA_LIMIT_ALIASES: 'aliases',
  TESSERA_LIMIT_ROOT_FIELDS: 'rootFields',
  TESSERA_LIMIT_DIRECTIVES: 'directives',
  TESSERA_LIMIT_VARIABLE_DEPTH: 'variableDepth',
  TESSERA_LIMIT_COST: 'cost',
  TESSERA_LIMIT_LIST_SIZE: 'listSize',
  TESSERA_LIMIT_PLANNING_MS: 'planningMs',
  TESSERA_LIMIT_PLANNING_MEGABYTES: 'planningMegabytes',
  TESSERA_LIMIT_SUBSCRIPTIONS: 'subscriptions',
  TESSERA_LIMIT_SUBSCRIPTIONS_PER_USER: 'subscriptionsPerUser',
  TESSERA_LIMIT_SOCKET_OPERATIONS: 'socketOperations',
} as const satisfies Partial<Record<keyof Given, string>>;

const RATES = {
  TESSERA_RATE_USER: 'user',
  TESSERA_RATE_TENANT: 'tenant',
  TESSERA_RATE_ANONYMOUS: 'anonymous',
  TESSERA_RATE_SIGN_IN: 'signIn',
} as const satisfies Partial<Record<keyof Given, string>>;

/** @throws OperatorError that tells every wrong setting at once */
export function readEndpointTuning(env: NodeJS.ProcessEnv = process.env): EndpointTuning {
  return readTuning(readSettings(z.object(tuningShape), env));
}

/** @throws OperatorError where a setting is missing that another one needs */
export function readTuning(given: Given): EndpointTuning {
  return {
    limits: pick(LIMITS, given),
    rates: pick(RATES, given),
    costPerPoint: given.TESSERA_RATE_COST_PER_POINT,
    overloadDelayMs: given.TESSERA_OVERLOAD_DELAY_MS,
    trustedProxies: given.TESSERA_TRUSTED_PROXIES,
    otlpEndpoint: given.OTEL_EXPORTER_OTLP_ENDPOINT,
    metricsToken: given.TESSERA_METRICS_TOKEN,
    persistedOperations: readPersistedOperations(given),
  };
}

function readPersistedOperations(given: Given): PersistedOperationsSetting | undefined {
  const { TESSERA_PERSISTED_OPERATIONS: mode, TESSERA_PERSISTED_OPERATIONS_FILE: path } = given;
  if (mode === 'off') return undefined;
  if (path) return { mode, path: resolve(path) };
  throw new OperatorError(`TESSERA_PERSISTED_OPERATIONS=${mode} needs TESSERA_PERSISTED_OPERATIONS_FILE, the manifest.`);
}

/** The other way round: the environment of a gateway's own process. */
export function tuningEnvironment(tuning: EndpointTuning): Record<string, string | undefined> {
  const text = (value: number | undefined) => value?.toString();
  const ofRate = (value: RateSetting | null | undefined) =>
    value === null ? 'off' : value && `${value.perSecond}/${value.burst}`;
  return {
    ...Object.fromEntries(Object.entries(LIMITS).map(([name, key]) => [name, text(tuning.limits[key])])),
    ...Object.fromEntries(Object.entries(RATES).map(([name, key]) => [name, ofRate(tuning.rates[key])])),
    TESSERA_RATE_COST_PER_POINT: text(tuning.costPerPoint),
    TESSERA_OVERLOAD_DELAY_MS: text(tuning.overloadDelayMs),
    TESSERA_TRUSTED_PROXIES: tuning.trustedProxies?.join(','),
    OTEL_EXPORTER_OTLP_ENDPOINT: tuning.otlpEndpoint,
    TESSERA_METRICS_TOKEN: tuning.metricsToken,
    TESSERA_PERSISTED_OPERATIONS: tuning.persistedOperations?.mode,
    TESSERA_PERSISTED_OPERATIONS_FILE: tuning.persistedOperations?.path,
  };
}

function pick<K extends keyof Given>(names: Readonly<Record<K, string>>, given: Given) {
  const entries = (Object.entries(names) as [K, string][]).map(([name, key]) => [key, given[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, NonNullable<Given[K]>>;
}
