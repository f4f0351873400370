import type { GatewayContext } from '../context.ts';
import { admitOperation, askGate, streamAnswers, type Journey, type PipelineParts } from '../http/graphql/pipeline.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { AnswerStream } from './answer-stream.ts';
import type { OpenStreams } from './open-streams.ts';
import type { StreamEnd } from './stream-end.ts';

export interface StreamParts {
  readonly pipeline: PipelineParts;
  readonly authenticator?: Authenticator;
  readonly openStreams: OpenStreams;
}

/** By whom an operation was sent whose answers are streamed. */
export interface StreamCaller {
  readonly authorization: string | undefined;
  /** Its signal is that of the journey's context. */
  readonly end: StreamEnd;
}

/**
 * The way of any operation, up to its first answer. The supergraph that it began on stays with it to its end.
 * @throws what `admitOperation` throws, and where there is no room for another subscription
 */
export async function streamOperation(
  { pipeline, authenticator, openStreams }: StreamParts,
  journey: Journey,
  { authorization, end }: StreamCaller,
): Promise<AnswerStream> {
  const { context } = journey;
  const serving = pipeline.serving();
  const leaving = [() => serving.leave()];
  const leave = () => leaving.splice(0).forEach((each) => each());
  serving.enter();
  try {
    const admitted = await admitOperation(pipeline, serving, journey);
    if (admitted.operation.kind === 'subscription') {
      const recheck = async () => {
        askGate(journey, admitted.operation, (await authenticator?.identify(authorization)) ?? null);
      };
      leaving.push(openStreams.enter(openStream(context, recheck, end)));
    }
    const stream = new AnswerStream(await streamAnswers(admitted, context), end);
    void stream.over.then(leave);
    return stream;
  } catch (error) {
    leave();
    throw error;
  }
}

function openStream({ identity }: GatewayContext, recheck: () => Promise<void>, end: StreamEnd) {
  return { identity, recheck, end: (reason: unknown) => end.because(reason) };
}
