export * from './keyring.ts';
export * from './derive.ts';
