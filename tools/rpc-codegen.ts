import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';

/**
 * Makes packages/rpc/src/generated from packages/rpc/proto: types, and the descriptors that reflection tells. With `--check` it changes nothing and fails when the
 * checked-in files are not what the contracts give. Works offline: buf and ts-proto are npm packages.
 */
const ROOT = resolve(import.meta.dirname, '..');
const PROTO = join(ROOT, 'packages/rpc/proto');
/** The standard contract, which every server serves too. */
const HEALTH_PROTO = join(ROOT, 'node_modules/grpc-health-check/proto');
const GENERATED = join(ROOT, 'packages/rpc/src/generated');

const TS_PROTO_OPTIONS = [
  'env=node',
  'esModuleInterop=true',
  'importSuffix=.ts',
  // Definitions as data: the client, the handlers' types and the retry policy all derive from them.
  'outputServices=generic-definitions',
  'outputJsonMethods=false',
  'outputPartialMethods=false',
  'oneof=unions-value',
  'useOptionals=messages',
  'outputIndex=true',
];

await main();

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-rpc-'));
  try {
    await generateTypes(folder);
    await generateDescriptors(join(folder, 'file-descriptors.ts'));
    const different = await differences(folder);
    if (process.argv.includes('--check')) report(different);
    else await replaceGenerated(folder, different);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function generateTypes(out: string): Promise<void> {
  const template = {
    version: 'v2',
    plugins: [
      {
        local: [process.execPath, join(ROOT, 'node_modules/ts-proto/protoc-gen-ts_proto')],
        out,
        opt: TS_PROTO_OPTIONS,
        // By folder, as is buf's custom, each folder's run would write the index of all over again.
        strategy: 'all',
        include_imports: true,
        include_wkt: true,
      },
    ],
  };
  await buf('generate', PROTO, '--template', JSON.stringify(template));
}

/** The contracts in the form in which reflection tells them, as a module: a bundled service has no other file. */
async function generateDescriptors(out: string): Promise<void> {
  const contracts = [...(await describeContracts(PROTO)), ...(await describeContracts(HEALTH_PROTO))];
  const files = contracts.map((file) => {
    const base64 = Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64');
    const lines = base64.match(/.{1,112}/g) ?? [];
    return [`  // ${file.name}`, '  [', ...lines.map((line) => `    '${line}',`), "  ].join(''),"];
  });
  const code = [
    '// Made from packages/rpc/proto by `npm run rpc:codegen`. Do not edit.',
    '/** Each contract, that of health, and what they import, as a google.protobuf.FileDescriptorProto in base64; imports come first. */',
    'export const FILE_DESCRIPTORS: readonly string[] = [',
    ...files.flat(),
    '];',
    '',
  ];
  await writeFile(out, code.join('\n'));
}

async function describeContracts(folder: string): Promise<FileDescriptorProto[]> {
  const set = await buf('build', folder, '-o', '-#format=binpb', '--as-file-descriptor-set', '--exclude-source-info');
  return fromBinary(FileDescriptorSetSchema, set).file;
}

/** What buf prints. */
async function buf(...args: string[]): Promise<Buffer> {
  const program = join(ROOT, 'node_modules/@bufbuild/buf/bin/buf');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { encoding: 'buffer' });
  return stdout;
}

/** Paths below the generated folder that are missing, superfluous or changed. */
async function differences(fresh: string): Promise<string[]> {
  const [wanted, present] = await Promise.all([filesBelow(fresh), filesBelow(GENERATED)]);
  const paths = new Set([...wanted.keys(), ...present.keys()]);
  return [...paths].filter((path) => wanted.get(path) !== present.get(path)).sort();
}

async function filesBelow(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
  const files = names.filter((name) => name.endsWith('.ts'));
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

function report(different: readonly string[]): void {
  if (different.length === 0) return;
  console.error(`packages/rpc/src/generated is stale (${different.join(', ')}): run \`npm run rpc:codegen\`.`);
  process.exitCode = 1;
}

async function replaceGenerated(fresh: string, different: readonly string[]): Promise<void> {
  if (different.length > 0) {
    await rm(GENERATED, { recursive: true, force: true });
    // Made here: a copy of the temporary folder would be its owner's alone.
    await mkdir(GENERATED);
    await cp(fresh, GENERATED, { recursive: true });
  }
  console.log(`packages/rpc/src/generated: ${different.length} file(s) changed.`);
}
