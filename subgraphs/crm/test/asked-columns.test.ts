import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildASTSchema, getNamedType, isLeafType, isObjectType, parse, type GraphQLField } from 'graphql';
import { addCustomer, addDeal, addInteraction, addLead } from './support/records.ts';
import { openCrmWorld, type Caller, type CrmWorld } from './support/world.ts';

const contract = parse(readFileSync(join(import.meta.dirname, '../contract/schema.graphql'), 'utf8'));
const schema = buildASTSchema(contract, { assumeValidSDL: true });
const CONVERT =
  'mutation ($id: ID!) { convertLead(id: $id, version: 1, input: { amountMinor: 5000, currency: "USD" }) { deal { id } } }';

let world: CrmWorld;
let owner: Caller;

beforeAll(async () => {
  world = await openCrmWorld();
  owner = (await world.addTenant()).as('OWNER');
  const { id } = await addCustomer(owner, { company: 'Navy', phone: '+49 30 1' });
  await addDeal(owner, id, { expectedCloseDate: '2027-01-02' });
  const { id: leadId } = await addLead(owner);
  await owner.get(CONVERT, { id: leadId });
  await addInteraction(owner, 'CUSTOMER', id);
});
afterAll(() => world.close());

function fieldsOf(typeName: string): string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type.`);
  return Object.values(type.getFields()).map(selectionOf);
}

/** A field with the least below it. */
function selectionOf({ name, type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return name;
  return named.name.endsWith('Connection') ? `${name} { nodes { id } }` : `${name} { id }`;
}

describe('a field of a list’s rows that is asked alone', () => {
  it.each([
    ['customers', 'Customer'],
    ['leads', 'Lead'],
    ['deals', 'Deal'],
    ['pipelines', 'Pipeline'],
    ['interactions', 'Interaction'],
  ])('says in %s what it says among all others', async (list, typeName) => {
    const fields = fieldsOf(typeName);
    const whole = (await owner.get(`{ ${list} { nodes { ${fields.join(' ')} } } }`))[list].nodes;
    expect(whole.length).toBeGreaterThan(0);
    for (const field of fields) {
      const [name = ''] = field.split(' ');
      const alone = (await owner.get(`{ ${list} { nodes { ${field} } } }`))[list].nodes;
      expect(alone).toEqual(whole.map((row: Record<string, unknown>) => ({ [name]: row[name] })));
    }
  });
});
