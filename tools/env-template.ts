import { renderEnvTemplate } from '@tessera/platform';
import { settle } from './composition/artefact.ts';

/** Writes .env.example from the settings' schema (`npm run env:template`); with `--check` fails where it is stale. */
settle([{ path: '.env.example', content: renderEnvTemplate() }], 'npm run env:template');
