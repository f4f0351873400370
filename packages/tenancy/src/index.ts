export * from './contract.ts';
export * from './database.ts';
export * from './errors.ts';
