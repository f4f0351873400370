export * from './registry.ts';
export * from './app-error.ts';
