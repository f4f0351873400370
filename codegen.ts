import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { readMappers } from './tools/codegen/mappers.ts';
import { persistedMeta } from './tools/codegen/persisted-operations.ts';
import { publicSdl } from './tools/composition/public-schema.ts';
import { listSubgraphs, ROOT, type SubgraphFolder } from './tools/composition/subgraphs.ts';

type Outputs = CodegenConfig['generates'];

const TYPED_CLIENT = 'examples/typed-client';

/** The same in every generated file: what the scalars are in TypeScript, and imports that Node runs unchanged. */
const shared = {
  scalars: { ID: 'string', DateTime: 'Date', JSON: 'unknown', Date: 'string', SafeInt: 'number', _FieldSet: 'string' },
  strictScalars: true,
  defaultScalarType: 'unknown',
  enumsAsTypes: true,
  useTypeImports: true,
  importExtension: '.ts' as const,
};

function subgraphOutputs({ folder, schemaFile }: SubgraphFolder): Outputs {
  const path = relative(ROOT, folder);
  const schema = relative(ROOT, schemaFile);
  return {
    [`${path}/contract/coordinates.generated.ts`]: {
      schema,
      plugins: ['./tools/codegen/header.ts', './tools/codegen/coordinates.ts'],
    },
    [`${path}/src/generated/resolvers.ts`]: {
      schema,
      plugins: ['./tools/codegen/header.ts', 'typescript', 'typescript-resolvers'],
      config: {
        ...shared,
        federation: true,
        contextType: '../context.ts#Context',
        makeResolverTypeCallable: true,
        mappers: readMappers(folder),
      },
    },
  };
}

/** Typed documents of the example client, against the schema that clients see, and the manifest of its operations. */
function clientOutputs(): Outputs {
  const supergraph = join(ROOT, 'supergraph.graphql');
  if (!existsSync(join(ROOT, TYPED_CLIENT, 'src')) || !existsSync(supergraph)) return {};
  const schema = publicSdl(readFileSync(supergraph, 'utf8'));
  const documents = [`${TYPED_CLIENT}/src/**/*.ts`, `!${TYPED_CLIENT}/src/generated/**`];
  return {
    [`${TYPED_CLIENT}/persisted-operations.json`]: {
      schema,
      documents,
      plugins: ['./tools/codegen/persisted-operations.ts'],
    },
    [`${TYPED_CLIENT}/src/generated/`]: {
      schema,
      documents,
      preset: 'client',
      presetConfig: { fragmentMasking: false, onExecutableDocumentNode: persistedMeta },
      config: { ...shared, scalars: { ...shared.scalars, DateTime: 'string' }, documentMode: 'string' },
    },
  };
}

const config: CodegenConfig = {
  generates: Object.assign(clientOutputs(), ...listSubgraphs().map(subgraphOutputs)),
  errorsOnly: true,
  allowPartialOutputs: true,
};

export default config;
