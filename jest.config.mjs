/**
 * Tests run as CommonJS made by SWC: Jest's support for native ES modules is still experimental. The program itself
 * runs as ES modules, and e2e tests start it that way, in processes of its own.
 */
if (Number(process.versions.node.split('.')[0]) < 22) {
  throw new Error('The tests need the project\'s own Node: run `npm test -- <path>`.');
}

/** Published as ES modules only. */
const esmOnly =
  '(uuid|cockatiel|eventsource-parser|p-limit|yocto-queue|@prisma/schema-engine-wasm|file-type|strtok3|token-types|uint8array-extras|@tokenizer/inflate|@tokenizer/token|@borewit/text-codec|htmlparser2|domhandler|domutils|domelementtype|dom-serializer|entities|temporal-polyfill|temporal-utils)';

/** Imports Node's own modules when it needs them, which Jest does not let a script do. */
const importsLazily = '@opentelemetry/(exporter-trace-otlp-http|otlp-exporter-base)';
const transformed = `(${esmOnly}|${importsLazily})`;

const transform = {
  '^.+\\.(ts|tsx)$': [
    '@swc/jest',
    {
      jsc: { parser: { syntax: 'typescript', tsx: false }, target: 'es2024' },
      module: { type: 'commonjs' },
    },
  ],
  [`node_modules/${transformed}/.+\\.js$`]: ['@swc/jest', { jsc: { target: 'es2024' }, module: { type: 'commonjs' } }],
};

export default {
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!${transformed}/)`],
  // Prisma's generated client names the ES module of two that are the same.
  moduleNameMapper: { '^(@prisma/client/runtime/query_compiler_.+)\\.mjs$': '$1.js' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testMatch: ['<rootDir>/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.tessera/'],
  testTimeout: 60_000,
};
