import { createHash } from 'node:crypto';
import type { Supergraph } from '../contract.ts';
import { composedGraph } from './composed-graph.ts';
import { createPlanner } from './create-planner.ts';

/**
 * Reads a composed graph for planning and validation. `@authenticated`, `@requiresScopes` and `@policy` are accepted
 * and not enforced: that is the permission table's.
 * @param sdl what composition wrote; its schema is not validated again in full
 * @returns with a planner on the event loop, made when it is first asked: PlannerProcess is for what clients send
 * @throws Error that says what is wrong and what to do about it
 */
export function loadSupergraph(sdl: string): Supergraph {
  try {
    return read(sdl);
  } catch (error) {
    throw unreadable(error);
  }
}

/** Says what is wrong with a supergraph, and what to do about it. */
export function unreadable(error: unknown): Error {
  return new Error(`The supergraph cannot be read: ${reasonOf(error)} ${CURE}`, { cause: error });
}

function read(sdl: string): Supergraph {
  const composed = composedGraph(sdl);
  let planner: ReturnType<typeof createPlanner> | undefined;
  return {
    sdl,
    id: createHash('sha256').update(sdl).digest('hex'),
    apiSchema: composed.apiSchema().toGraphQLJSSchema(),
    fullSchema: composed.schema.toGraphQLJSSchema(),
    subgraphs: new Map(composed.subgraphsMetadata().map(({ name, url }) => [name, url])),
    plan(document, operationName) {
      planner ??= createPlanner(sdl);
      return planner(document, operationName);
    },
  };
}

const CURE =
  'It has to be what composition writes (`npm run compose`, `rover supergraph compose`), for Federation 2, unchanged.';

function reasonOf(error: unknown): string {
  // The library adds the lines of the SDL on lines of their own.
  const message = error instanceof Error ? error.message.trim() : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
