import type { ServiceKeyring } from '@tessera/keyring';
import { Circuit, createRpcClient, type PromiseClientOf, type ServiceDefinition } from '@tessera/rpc';

/** A client of another service, made at the first call for it and kept until the process stops. */
export type RpcClientFactory = <D extends ServiceDefinition>(definition: D, callee: string) => PromiseClientOf<D>;

/** @param targets every service's RPC address as `host:port`, by name */
export function createRpcClients(
  keyring: ServiceKeyring,
  targets: Readonly<Record<string, string>>,
): { client: RpcClientFactory; close(): void } {
  const made = new Map<string, { close(): void }>();
  const circuits = new Map<string, Circuit>();
  const circuitOf = (callee: string) => {
    const circuit = circuits.get(callee) ?? new Circuit(callee);
    circuits.set(callee, circuit);
    return circuit;
  };
  const client: RpcClientFactory = <D extends ServiceDefinition>(definition: D, callee: string) => {
    const id = `${callee}/${definition.fullName}`;
    const target = targets[callee];
    if (!target) throw new Error(`No address is known for the service ${callee}. Name it in TESSERA_SERVICES.`);
    const known = made.get(id) ?? createRpcClient(definition, { target, callee, keyring, circuit: circuitOf(callee) });
    made.set(id, known);
    return known as PromiseClientOf<D> & { close(): void };
  };
  return {
    client,
    close() {
      for (const each of made.values()) each.close();
      made.clear();
    },
  };
}
