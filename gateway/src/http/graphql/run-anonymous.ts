import type { HttpRequest } from '@tessera/http';
import type { OperationResult } from '../../create-gateway.ts';
import { errorsOf } from './answer.ts';
import type { GraphQLEndpointOptions } from './endpoint.ts';
import { admitOperation, runOperation } from './pipeline.ts';
import { ANONYMOUS, RequestContext } from './request-context.ts';
import { newRequestId } from './request-id.ts';

type RunAnonymous = (
  query: string,
  variables: Record<string, unknown>,
  request: HttpRequest,
) => Promise<OperationResult>;

/** @returns a function that runs an operation for the gateway's own pages, through the same gate and limits as any */
export function createAnonymousRunner(
  options: Pick<GraphQLEndpointOptions, 'pipeline' | 'operationTimeoutMs' | 'clientAddressOf' | 'formatError'>,
): RunAnonymous {
  const { pipeline, formatError } = options;
  return async (query, variables, request) => {
    const requestId = newRequestId();
    const deadline = Date.now() + options.operationTimeoutMs;
    const clientAddress = options.clientAddressOf(request);
    const context = new RequestContext(request, ANONYMOUS, { requestId, clientAddress, deadline });
    const serving = pipeline.serving();
    serving.enter();
    try {
      const journey = { params: { query, variables }, context, isReadOnly: false };
      const { data, errors } = await runOperation(await admitOperation(pipeline, serving, journey), context);
      const told = errors.map((error) => formatError(error, requestId));
      return { data: JSON.parse(data) as OperationResult['data'], ...(told.length > 0 ? { errors: told } : {}) };
    } catch (error) {
      return { errors: errorsOf(error).map((each) => formatError(each, requestId)) };
    } finally {
      serving.leave();
    }
  };
}
