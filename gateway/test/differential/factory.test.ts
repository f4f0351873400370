import { factory } from './graphs/factory.ts';
import { itAgrees } from './it-agrees.ts';

itAgrees(factory);
