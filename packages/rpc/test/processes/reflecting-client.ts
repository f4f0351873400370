import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createFileRegistry, fromBinary, fromJson, toBinary, toJson, type DescMethod, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';

const PROTO = join(dirname(createRequire(import.meta.url).resolve('@grpc/reflection')), '../proto');
const REFLECTION = loadSync('grpc/reflection/v1/reflection.proto', { includeDirs: [PROTO] });

/**
 * Calls a method of which nothing is known but its name: what to send, and what comes back, the server tells.
 * @param method e.g. `tessera.v1.Provisioning/Prepare`
 * @param header as `name: value`
 */
export async function callByReflection(
  target: string,
  method: string,
  request: JsonValue,
  header?: string,
): Promise<JsonValue> {
  const client = new Client(target, credentials.createInsecure());
  try {
    const { input, output } = await describeMethod(client, method);
    const metadata = new Metadata();
    const [name, value] = header?.split(': ') ?? [];
    if (name && value) metadata.set(name, value);
    const encode = (json: JsonValue) => Buffer.from(toBinary(input, fromJson(input, json)));
    const decode = (bytes: Buffer) => toJson(output, fromBinary(output, bytes));
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(`/${method}`, encode, decode, request, metadata, deadline(), (error, answer) =>
        error ? reject(error) : resolve(answer as JsonValue));
    });
  } finally {
    client.close();
  }
}

async function describeMethod(client: Client, method: string): Promise<DescMethod> {
  const [service = '', name] = method.split('/');
  const { ServerReflectionInfo: info } = REFLECTION['grpc.reflection.v1.ServerReflection'] as ServiceDefinition;
  const { path, requestSerialize, responseDeserialize } = info as MethodDefinition<object, object>;
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, deadline());
  stream.write({ fileContainingSymbol: service });
  stream.end();
  const [{ fileDescriptorResponse }] = (await once(stream, 'data')) as [{ fileDescriptorResponse: { fileDescriptorProto: Buffer[] } }];
  const file = fileDescriptorResponse.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  const described = createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file }).getService(service);
  const found = described?.methods.find((each) => each.name === name);
  if (!found) throw new Error(`The server does not describe ${method}.`);
  return found;
}

/** Ours is refused without one. */
const deadline = () => ({ deadline: Date.now() + 5_000 });
