export * from './rule.ts';
export { SCOPES } from './scopes.generated.ts';
export * from './table.ts';
export * from './evaluate.ts';
export { refusalError, type Refusal } from './refusal.ts';
export * from './shield.ts';
export * from './merged.ts';
export * from './gate/index.ts';
export { compileSubgraphGate } from './gate/subgraph.ts';
