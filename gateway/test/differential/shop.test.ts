import { shop } from './graphs/shop.ts';
import { itAgrees } from './it-agrees.ts';

itAgrees(shop);
