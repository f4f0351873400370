export * from './embedded-postgres.ts';
export { removeDataFolder } from './remove-data-folder.ts';
export { killServers } from './server-process.ts';
