import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { FILE_DESCRIPTORS } from './generated/file-descriptors.ts';

const HEALTH = 'grpc.health.v1.Health';

/**
 * Lets a client learn the contracts from the server itself (grpc.reflection.v1, and v1alpha for older clients): those of
 * the named services and of health. For development alone: elsewhere this module is not even loaded.
 * @param services full names, e.g. `tessera.v1.AuthService`
 */
export function serveReflection(server: Server, services: readonly string[]): void {
  const described = {
    // Of a package definition it reads the descriptors alone. What proto-loader makes of a .proto would not do: Go's
    // clients refuse its map fields.
    format: 'Protocol Buffer 3 EnumDescriptorProto' as const,
    type: {},
    fileDescriptorProtos: FILE_DESCRIPTORS.map((file) => Buffer.from(file, 'base64')),
  };
  new ReflectionService({ contracts: described }, { services: [...services, HEALTH] }).addToServer(server);
}
