import { isObjectType, type GraphQLSchema } from 'graphql';
import { mergeRules } from '../merged.ts';
import { anyone } from '../rule.ts';
import type { PermissionTable } from '../table.ts';
import { compileGate, type Gate } from './index.ts';

/** Federation's own fields: fetches of the gateway, answered with objects that the rules of their types cover. */
const FEDERATION_RULES = { 'Query._entities': [anyone], 'Query._service': [anyone], '_Service.sdl': [anyone] };

/**
 * The gate over one subgraph's own schema, `_entities` included: decides the same as `shieldMiddleware`, once an
 * operation instead of once a field. (`test/agreement.test.ts` holds the two together.)
 */
export function compileSubgraphGate(table: PermissionTable, schema: GraphQLSchema): Gate {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const fields = new Map(types.map((type) => [type.name, Object.keys(type.getFields())]));
  const rules = { ...mergeRules([{ table, fields }]), ...FEDERATION_RULES };
  return compileGate({ rules, possibleTypes: {} }, schema);
}
