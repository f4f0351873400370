import { getArgumentValues, getVariableValues, type GraphQLSchema, type VariableDefinitionNode } from 'graphql';
import type { Identity } from '@tessera/identity';
import { firstRefusal, refusalOf, type Refusal } from '../refusal.ts';
import { pathKeys, type Block, type Demand, type InputDemand } from './block.ts';
import { areMet } from './conditions.ts';

/** What is kept of a compiled operation. */
export interface OperationBlocks {
  readonly schema: GraphQLSchema;
  readonly definitions: readonly VariableDefinitionNode[];
  readonly block: Block;
}

type Values = Readonly<Record<string, unknown>>;

/** The first refusal in the blocks that this request's variables make part of the operation. */
export function checkBlocks(operation: OperationBlocks, identity: Identity | null, variables: Values): Refusal | null {
  const { block } = operation;
  const refused = checkDemands(block, identity);
  if (refused) return refused;
  if (block.inputDemands.length === 0 && block.branches.length === 0) return null;

  // The first error is enough, and each is as long as the variable.
  const coerced = getVariableValues(operation.schema, operation.definitions, variables, { maxErrors: 1 });
  if (coerced.errors) return badInput(coerced.errors[0]?.message);
  return checkReachable(block, identity, coerced.coerced);
}

function checkReachable(root: Block, identity: Identity | null, variables: Values): Refusal | null {
  const seen = new Set([root]);
  for (const block of seen) {
    const refused = checkDemands(block, identity) ?? checkInputs(block, identity, variables);
    if (refused) return refused;
    for (const branch of block.branches) {
      if (areMet(branch.conditions, variables)) seen.add(branch.block);
    }
  }
  return null;
}

function checkDemands(block: Block, identity: Identity | null): Refusal | null {
  const [fixed] = block.refusals;
  if (fixed) return fixed;
  for (const demand of block.demands) {
    const refused = refusalFor(demand, identity);
    if (refused) return refused;
  }
  return null;
}

function checkInputs(block: Block, identity: Identity | null, variables: Values): Refusal | null {
  for (const demand of block.inputDemands) {
    const values = coerceArguments(demand, variables);
    const refused = values instanceof Error ? badInput(values.message) : refusalFor(demand, identity, values);
    if (refused) return refused;
  }
  return null;
}

function refusalFor(demand: Demand, identity: Identity | null, values?: Values): Refusal | null {
  const decision = firstRefusal(demand.rules, identity, values);
  return decision && refusalOf(decision, demand.coordinate, pathKeys(demand.path));
}

function coerceArguments(demand: InputDemand, variables: Values): Values | Error {
  try {
    return getArgumentValues(demand.field, demand.node, { ...variables });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Values that do not fit the schema: the rules cannot be asked about them, so the operation does not run. */
function badInput(message = 'A variable does not fit the schema.'): Refusal {
  return { code: 'BAD_USER_INPUT', coordinate: '', path: [], message };
}
