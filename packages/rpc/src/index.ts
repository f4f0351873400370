/**
 * gRPC between services. Each contract in ../proto gives a definition and its message types:
 *
 * | contract              | definition                 | served by     | called by                    |
 * |-----------------------|----------------------------|---------------|------------------------------|
 * | event_log.proto       | `EventLogDefinition`       | every service | superadmin                   |
 * | provisioning.proto    | `ProvisioningDefinition`   | every service | tenants                      |
 * | memberships.proto     | `MembershipsDefinition`    | tenants       | auth, crm                    |
 * | customers.proto       | `CustomersDefinition`      | crm           | billing                      |
 * | company_service.proto | `CompanyServiceDefinition` | tenants       | auth, crm, superadmin        |
 * | users.proto           | `UsersDefinition`          | auth          | tenants                      |
 * | auth_service.proto    | `AuthServiceDefinition`    | auth          | gateway, tenants, superadmin |
 * | notifications.proto   | `NotificationsDefinition`  | tenants       | billing                      |
 * | trust.proto           | `TrustDefinition`          | auth, tenants | gateway                      |
 * | rate_limits.proto     | `RateLimitsDefinition`     | superadmin    | gateway                      |
 * | entitlements.proto    | `EntitlementsDefinition`   | billing       | gateway, tenants, crm, cms   |
 *
 * Serve one with `rpcService(EventLogDefinition, { tail, count })` and `startRpcServer`; call one with
 * `createRpcClient(EventLogDefinition, ...)`, whose methods are the contract's in camelCase.
 */
export * from './generated/index.tessera.v1.ts';
export * from './definition.ts';
export { MAX_MESSAGE_BYTES } from './channel-options.ts';
export { Circuit } from './circuit.ts';
export * from './client.ts';
export * from './health-client.ts';
export { signJsonCall } from './json-call.ts';
export * from './server.ts';
export { isMessageTooLarge } from './status.ts';
export * from './feed.ts';
export * from './follow-feed.ts';
export * from './trust-feed.ts';
export * from './follow-trust.ts';
