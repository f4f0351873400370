import { answerParent } from '../process/channel.ts';
import { runLoad } from './run-load.ts';

answerParent({ run: runLoad });
