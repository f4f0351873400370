import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { signedIn, type MergedTable } from '@tessera/permissions';
import { isObjectType } from 'graphql';
import { loadSupergraph } from '../../src/engine/supergraph/load-supergraph.ts';
import { abstractSupergraph } from './abstract-graph.ts';

/** A graph to attack, and who may do what in it. */
export interface TargetGraph {
  readonly sdl: string;
  readonly permissions: MergedTable;
}

/** The public graph of this repository, with its permissions. */
export function tesseraGraph(): TargetGraph {
  const read = (file: string) => readFileSync(resolve(import.meta.dirname, '../../..', file), 'utf8');
  return {
    sdl: read('supergraph.graphql'),
    permissions: JSON.parse(read('supergraph.permissions.json')) as MergedTable,
  };
}

/** Everything of it is open to whoever has signed in, so that the gate has work to do. */
export function abstractGraph(): TargetGraph {
  const sdl = abstractSupergraph((name) => `http://${name}.invalid/graphql`);
  const types = Object.values(loadSupergraph(sdl).apiSchema.getTypeMap()).filter(isObjectType);
  const coordinates = types.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  return {
    sdl,
    permissions: { possibleTypes: {}, rules: Object.fromEntries(coordinates.map((each) => [each, [signedIn]])) },
  };
}
