export * from './identity.ts';
export * from './api-key.ts';
export * from './signature.ts';
export * from './nonces.ts';
export * from './served-call.ts';
