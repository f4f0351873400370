import type { FetchAnswer, WireError } from '../contract.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import type { HttpAnswer } from './transport.ts';

/** @throws SubgraphFailure where the text is no GraphQL answer, as from a proxy or a server that is starting */
export function readAnswer({ status, text }: HttpAnswer): FetchAnswer {
  const { data, errors: given } = parseObject(text);
  // Servers that write each field of an object write null for errors that there are none of.
  const errors = given ?? undefined;
  const isSound = isData(data) && isErrors(errors) && (data !== undefined || errors !== undefined);
  if (!isSound) throw new SubgraphFailure('interrupted', { status });
  return { data, errors, isPlain: !text.includes('\\'), length: text.length };
}

const isData = (data: unknown): data is FetchAnswer['data'] =>
  data === undefined || (typeof data === 'object' && !Array.isArray(data));

const isErrors = (errors: unknown): errors is readonly WireError[] | undefined =>
  errors === undefined ||
  (Array.isArray(errors) && errors.every((error) => typeof error === 'object' && error !== null));

function parseObject(text: string): FetchAnswer {
  try {
    return (JSON.parse(text) ?? {}) as FetchAnswer;
  } catch {
    return {};
  }
}
