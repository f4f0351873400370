import { describe, expect, it } from '@jest/globals';
import { AppError, badInput, ERRORS, type ErrorCode } from '@tessera/errors';
import { decodeErrorDetails, encodeErrorDetails } from '../src/error-details.ts';
import { BadRequest, ErrorInfo, RetryInfo } from '../src/generated/google/rpc/error_details.ts';
import { Status } from '../src/generated/google/rpc/status.ts';

describe('the details of an error', () => {
  it('are those of google.rpc, which every gRPC implementation reads', () => {
    const status = Status.decode(encodeErrorDetails(badInput('input.slug', 'A slug has no “ü”.')));
    expect(status).toMatchObject({ code: ERRORS.BAD_USER_INPUT.grpc, message: 'A slug has no “ü”.' });
    const [info, request] = status.details;
    expect(info!.typeUrl).toBe('type.googleapis.com/google.rpc.ErrorInfo');
    expect(ErrorInfo.decode(info!.value)).toMatchObject({ reason: 'BAD_USER_INPUT', domain: 'tessera' });
    const violation = { field: 'input.slug', description: 'A slug has no “ü”.' };
    expect(BadRequest.decode(request!.value).fieldViolations).toEqual([violation]);

    const locked = new AppError('RATE_LIMITED', 'Too many.', { retryAfterSeconds: 60 });
    const retry = Status.decode(encodeErrorDetails(locked)).details.find(({ typeUrl }) => typeUrl.endsWith('RetryInfo'));
    expect(RetryInfo.decode(retry!.value).retryDelay).toMatchObject({ seconds: 60 });
  });

  it('bring every error of the registry back as it was', () => {
    const limit = { limit: 'customers', allowed: 1_000, plan: 'Starter' };
    const everything = { field: 'input.email', retryAfterSeconds: 3, service: 'crm', currentVersion: 7, ...limit };
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const details of [{}, everything]) {
        const back = decodeErrorDetails(encodeErrorDetails(new AppError(code, 'Because.', details)));
        expect(back).toMatchObject({ code, message: 'Because.', details });
        expect(Object.keys(back!.details)).toHaveLength(Object.keys(details).length);
      }
    }
  });

  it('are none where they are another’s, or no details at all', () => {
    const foreign = { reason: 'NOT_FOUND', domain: 'googleapis.com', metadata: {} };
    const value = Buffer.from(ErrorInfo.encode(foreign).finish());
    const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }];
    expect(decodeErrorDetails(Status.encode({ code: 5, message: '', details }).finish())).toBeUndefined();
    expect(decodeErrorDetails(Buffer.from('nonsense'))).toBeUndefined();
    expect(decodeErrorDetails(Buffer.alloc(0))).toBeUndefined();
  });
});
