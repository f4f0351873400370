import { ladder } from './graphs/ladder.ts';
import { itAgrees } from './it-agrees.ts';

itAgrees(ladder);
