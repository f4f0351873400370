import { join } from 'node:path';
import { HEAP_OPTIONS } from '../../../gateway/src/overload/heap-options.ts';

export interface Contender {
  /** For `--only`, and in the results. */
  readonly name: string;
  /** As the tables call it; `{version}` of the package is put in. */
  readonly label: string;
  readonly shortLabel: string;
  /** Its own in every picture, by number (see report/svg/markup.ts). */
  readonly colour: number;
  readonly package?: string;
  readonly program: string;
  readonly variant: string;
  /** Node's own, as whoever runs it in production gives them; ours as docker-compose.yml has them. */
  readonly nodeOptions?: readonly string[];
}

const at = (file: string) => join(import.meta.dirname, file);

export const STOCK = 'stock';
export const OURS = 'ours';
export const OURS_SIGNED = 'ours-signed';
export const OURS_OPEN = 'ours-open';

export const CONTENDERS: readonly Contender[] = [
  {
    name: STOCK,
    label: '`@apollo/gateway` {version} with `startStandaloneServer`',
    shortLabel: '@apollo/gateway',
    colour: 1,
    package: '@apollo/gateway',
    program: at('stock.ts'),
    variant: '',
  },
  {
    name: 'hive',
    label: 'Hive Gateway 2, JavaScript planner (`gateway-runtime` {version})',
    shortLabel: 'Hive Gateway, JS planner',
    colour: 2,
    package: '@graphql-hive/gateway-runtime',
    program: at('hive.ts'),
    variant: 'js',
  },
  {
    name: 'hive-rust',
    label: 'Hive Gateway 2, Rust planner (`router-runtime` {version})',
    shortLabel: 'Hive Gateway, Rust planner',
    colour: 3,
    package: '@graphql-hive/router-runtime',
    program: at('hive.ts'),
    variant: 'rust',
  },
  {
    name: OURS,
    label: '**Tessera: identity, gate and limits on**',
    shortLabel: 'Tessera, all on',
    colour: 0,
    program: at('ours.ts'),
    variant: 'full',
    nodeOptions: HEAP_OPTIONS,
  },
  {
    name: OURS_SIGNED,
    label: 'Tessera: the same, requests to subgraphs signed',
    shortLabel: 'Tessera, all on, signed',
    colour: 4,
    program: at('ours.ts'),
    variant: 'signed',
    nodeOptions: HEAP_OPTIONS,
  },
  {
    name: OURS_OPEN,
    label: 'Tessera: `--open` (no identity, no gate)',
    shortLabel: 'Tessera, --open',
    colour: 5,
    program: at('ours.ts'),
    variant: 'open',
    nodeOptions: HEAP_OPTIONS,
  },
];
