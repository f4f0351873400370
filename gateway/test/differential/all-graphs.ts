import type { Graph } from './graph.ts';
import { factory } from './graphs/factory.ts';
import { ladder } from './graphs/ladder.ts';
import { library } from './graphs/library.ts';
import { shop } from './graphs/shop.ts';

export const GRAPHS: readonly Graph[] = [shop, factory, library, ladder];
