import { expect, it } from '@jest/globals';
import { getLocation, Kind, parse, Source, visit, type ASTNode } from 'graphql';
import { locationOf } from '../../src/engine/shape/source-lines.ts';

it('tells each place as graphql-js does, whatever ends a line', () => {
  const source = new Source('\n{\r\n  a\r  b { c }\n\n\n d(e: """\n f\n""")\r\n\r\n}');
  const nodes: ASTNode[] = [];
  visit(parse(source), { enter: (node) => void nodes.push(node) });
  expect(nodes.filter(({ kind }) => kind === Kind.FIELD)).toHaveLength(4);
  for (const { loc } of nodes) expect(loc && locationOf(loc)).toEqual(loc && getLocation(source, loc.start));
});
