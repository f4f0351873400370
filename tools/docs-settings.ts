import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeGatewaySettings, TUNING_NAMES, type DescribedSetting } from '@tessera/platform';
import { settle } from './composition/artefact.ts';
import { ROOT } from './composition/subgraphs.ts';

/**
 * Writes the tables of settings in docs/gateway.md from the settings' schema (`npm run docs:settings`); with `--check`
 * fails where they are stale.
 */
const PATH = 'docs/gateway.md';
/** What `npm run gateway` reads too; rates count whoever has an identity, and nobody has one there. */
const EVERYWHERE = new Set(['LOG_LEVEL', ...TUNING_NAMES.filter((name) => !name.startsWith('TESSERA_RATE_'))]);

function table(settings: readonly DescribedSetting[]): string {
  const rows = settings.map(({ name, description, value, isDefault }) => {
    const shown = value === undefined ? '' : `${isDefault ? '' : 'unset; e.g. '}\`${value}\``;
    return `| \`${name}\` | ${shown} | ${description} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The text with what stands between the markers of this name replaced. */
function replaceBetween(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- settings:${name} -->`, `<!-- /settings:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${PATH} lacks ${begin} … ${end}.`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

const settings = describeGatewaySettings();
const tables = {
  everywhere: settings.filter(({ name }) => EVERYWHERE.has(name)),
  tessera: settings.filter(({ name }) => !EVERYWHERE.has(name)),
};
let content = readFileSync(join(ROOT, PATH), 'utf8');
for (const [name, shown] of Object.entries(tables)) content = replaceBetween(content, name, table(shown));
settle([{ path: PATH, content }], 'npm run docs:settings');
