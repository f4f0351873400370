import type { ServiceKeyring } from '@tessera/keyring';
import { CALL_HEADER, credentialFor, credentialKey, hashBody, signCall } from './authentication.ts';
import { FILE_DESCRIPTORS } from './generated/file-descriptors.ts';

/** A call that a person makes with a tool such as grpcurl. */
export interface JsonCall {
  /** Of the service in whose name it is made. */
  readonly keyring: ServiceKeyring;
  readonly callee: string;
  /** E.g. `tessera.v1.CompanyService/GetUserProfile`. */
  readonly method: string;
  /** The request, as https://protobuf.dev/programming-guides/json has it. */
  readonly json: string;
  readonly requestId: string;
}

/**
 * The header that proves one call, as `name: value`; good for one delivery within 30 s.
 * @throws Error for a method that no contract has, for JSON that is not its request, and without a credential
 */
export async function signJsonCall(call: JsonCall): Promise<string> {
  const { keyring, callee, method, requestId } = call;
  const metadata = signCall(credentialKey(credentialFor(callee, keyring)), `/${method}`, {
    caller: keyring.service,
    requestId,
    identity: null,
    bodyHash: hashBody(await bodyOf(call)),
  });
  return `${CALL_HEADER}: ${String(metadata.get(CALL_HEADER)[0])}`;
}

async function bodyOf({ method, json }: JsonCall): Promise<Uint8Array> {
  // No service asks for this, so that none loads what reads contracts.
  const { createFileRegistry, fromBinary, fromJsonString, toBinary } = await import('@bufbuild/protobuf');
  const { FileDescriptorProtoSchema } = await import('@bufbuild/protobuf/wkt');
  const files = FILE_DESCRIPTORS.map((file) => fromBinary(FileDescriptorProtoSchema, Buffer.from(file, 'base64')));
  const [service = '', name] = method.split('/');
  const contracts = createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file: files });
  const called = contracts.getService(service)?.methods.find((each) => each.name === name);
  if (!called) throw new Error(`No contract has a method ${method}. Write it as tessera.v1.AuthService/ValidateToken.`);
  return toBinary(called.input, fromJsonString(called.input, json));
}
