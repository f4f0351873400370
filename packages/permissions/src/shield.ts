import { createRequire } from 'node:module';
import { AppError, isAppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { middleware } from 'graphql-middleware';
import type * as GraphqlShield from 'graphql-shield';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { firstRefusal, refusalError, refusalOf } from './refusal.ts';
import type { Rule } from './rule.ts';
import { inherit, type PermissionTable } from './table.ts';

/**
 * Its ES modules import `isUndefined` from `node:util`, which Node 23 removed, and so do not load. The CommonJS build
 * loads, and misses the function only in `chain` and `race`, which are not used here.
 */
const { allow, deny, rule, shield } = createRequire(import.meta.url)('graphql-shield') as typeof GraphqlShield;

/** What the middleware reads from a request's context. */
interface CallerContext {
  readonly identity: Identity | null;
}

type ShieldRule = ReturnType<ReturnType<typeof rule>> | typeof allow;
type ShieldTree = Record<string, ShieldRule | Record<string, ShieldRule>>;

/**
 * The table as graphql-shield middleware for one subgraph's schema: a field without a rule is denied, and every rule
 * stands on its type, so that it also covers objects reached through `_entities`.
 *
 * Refusals are AppErrors UNAUTHENTICATED and FORBIDDEN. AppErrors that a resolver throws pass unchanged; anything else
 * becomes INTERNAL_SERVER_ERROR with the thrown value as its `cause`.
 * @throws ValidationError from shield, at start, for a rule on a type or field that the schema does not have.
 */
export function shieldMiddleware(table: PermissionTable) {
  return middleware((schema: GraphQLSchema) =>
    shield(
      { ...treeOf(table), ...federationRules(table, schema) },
      { fallbackRule: deny, allowExternalErrors: false, fallbackError: (thrown, _parent, _args, _context, info) => shown(thrown, info) },
    ).generate(schema),
  );
}

function treeOf(table: PermissionTable): ShieldTree {
  return Object.fromEntries(
    Object.entries(table).map(([typeName, rules]) => [typeName, rules === inherit ? allow : fieldRules(typeName, rules)]),
  );
}

/** Federation's own root fields: fetches of the gateway, answered with objects that the rules of their types cover. */
function federationRules(table: PermissionTable, schema: GraphQLSchema): ShieldTree {
  const own = table['Query'];
  const fields = schema.getQueryType()?.getFields() ?? {};
  const federation = ['_entities', '_service'].filter((name) => name in fields).map((name) => [name, allow] as const);
  const query = { ...(own && own !== inherit ? fieldRules('Query', own) : {}), ...Object.fromEntries(federation) };
  return schema.getType('_Service') ? { Query: query, _Service: allow } : { Query: query };
}

function fieldRules(typeName: string, rules: Readonly<Record<string, Rule>>): Record<string, ShieldRule> {
  return Object.fromEntries(
    Object.entries(rules).map(([field, each]) => [field, shieldRule(`${typeName}.${field}`, each)]),
  );
}

/** No cache: a decision costs less than shield's hash of parent and arguments. */
function shieldRule(coordinate: string, tableRule: Rule): ShieldRule {
  const ask = (_parent: unknown, args: Readonly<Record<string, unknown>>, { identity }: CallerContext) => {
    const refused = firstRefusal([tableRule], identity, args);
    return refused ? refusalError(refusalOf(refused, coordinate, [])) : true;
  };
  return rule(coordinate, { cache: 'no_cache' })(ask);
}

/** Shield passes null for a field that `fallbackRule` denied, and otherwise whatever the resolver threw. */
function shown(thrown: unknown, info: GraphQLResolveInfo): Error {
  if (thrown === null) return new AppError('FORBIDDEN', `${info.parentType.name}.${info.fieldName} has no permission rule.`);
  if (isAppError(thrown)) return thrown;
  const masked = new AppError('INTERNAL_SERVER_ERROR', 'Something failed on our side.');
  masked.cause = thrown;
  return masked;
}
