export * from './keyring.ts';
export * from './derive.ts';
export * from './fingerprint.ts';
