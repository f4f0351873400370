export * from './atomic-file.ts';
export * from './format.ts';
export * from './lock.ts';
export * from './open-data-folder.ts';
export * from './next-root-key.ts';
export { readRootKey } from './root-key.ts';
