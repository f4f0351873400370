export * from './meta.ts';
export * from './prepare-database.ts';
export { ensureDatabase, roleName } from './roles.ts';
export * from './server.ts';
export type { ServiceSchema } from './service-schema.ts';
