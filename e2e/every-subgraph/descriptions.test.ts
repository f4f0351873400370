import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listSubgraphNames } from '@tessera/testkit';
import { parse, visit, type ASTNode, type StringValueNode } from 'graphql';

type Described = ASTNode & { readonly name: { readonly value: string }; readonly description?: StringValueNode };

/** What an explorer in the Playground is shown, by its way through the schema; what another subgraph owns is said there. */
function withoutDescription(sdl: string): string[] {
  const found: string[] = [];
  const way: string[] = [];
  const enter = (node: Described) => {
    way.push(node.name.value);
    const isOthers = 'directives' in node && node.directives?.some(({ name }) => name.value === 'external');
    if (!node.description && !isOthers) found.push(way.join('.'));
  };
  const named = { enter, leave: () => void way.pop() };
  visit(parse(sdl, { noLocation: true }), {
    ScalarTypeDefinition: named,
    EnumTypeDefinition: named,
    EnumValueDefinition: named,
    UnionTypeDefinition: named,
    InterfaceTypeDefinition: named,
    ObjectTypeDefinition: named,
    InputObjectTypeDefinition: named,
    FieldDefinition: named,
    InputValueDefinition: named,
  });
  return found.filter((each) => each !== 'Query' && each !== 'Mutation');
}

describe.each(listSubgraphNames())('the contract of %s', (service) => {
  it('describes every type, field, argument and value', () => {
    const path = resolve(import.meta.dirname, '../../subgraphs', service, 'contract/schema.graphql');
    expect(withoutDescription(readFileSync(path, 'utf8'))).toEqual([]);
  });
});
