import { join } from 'node:path';

export interface Contender {
  /** For `--only`, and in the results. */
  readonly name: string;
  /** As the tables call it; `{version}` of the package is put in. */
  readonly label: string;
  readonly package?: string;
  readonly program: string;
  readonly variant: string;
}

const at = (file: string) => join(import.meta.dirname, file);

export const STOCK = 'stock';
export const OURS = 'ours';
export const OURS_OPEN = 'ours-open';

export const CONTENDERS: readonly Contender[] = [
  {
    name: STOCK,
    label: '`@apollo/gateway` {version} with `startStandaloneServer`',
    package: '@apollo/gateway',
    program: at('stock.ts'),
    variant: '',
  },
  {
    name: 'hive',
    label: 'Hive Gateway 2, JavaScript planner (`gateway-runtime` {version})',
    package: '@graphql-hive/gateway-runtime',
    program: at('hive.ts'),
    variant: 'js',
  },
  {
    name: 'hive-rust',
    label: 'Hive Gateway 2, Rust planner (`router-runtime` {version})',
    package: '@graphql-hive/router-runtime',
    program: at('hive.ts'),
    variant: 'rust',
  },
  { name: OURS, label: '**Tessera: identity, gate and limits on**', program: at('ours.ts'), variant: 'full' },
  { name: 'ours-signed', label: 'Tessera: the same, requests to subgraphs signed', program: at('ours.ts'), variant: 'signed' },
  { name: OURS_OPEN, label: 'Tessera: `--open` (no identity, no gate)', program: at('ours.ts'), variant: 'open' },
];
