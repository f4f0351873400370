import { library } from './graphs/library.ts';
import { itAgrees } from './it-agrees.ts';

itAgrees(library);
