export * from './server.ts';
export type { HttpRequest } from './request.ts';
export type { HttpRoute } from './router.ts';
export * from './graphql-route.ts';
export * from './cohorts.ts';
export * from './event-stream.ts';
export { refuseUpgrade, type UpgradeRoute } from './upgrade.ts';
