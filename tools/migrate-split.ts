import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 } from 'uuid';
import { createSteps, OperatorError, readSystemSettings } from '@tessera/platform';
import { runTool } from './command-line.ts';
import { withServer } from './migrate/run.ts';
import { move } from './migrate-split/move.ts';
import { report } from './migrate-split/report.ts';
import { readRoles } from './migrate-split/roles.ts';
import { rollBack } from './migrate-split/rollback.ts';
import { withTargets } from './migrate-split/targets.ts';

/**
 * `npm run migrate:split -- --from URL`: moves users, companies and memberships of one older database to auth and
 * tenants (docs/migrate-split.md). `--dry-run` only tells what would happen; `--rollback` takes the last move back.
 * In containers: docker compose run --rm migrate node tools/dist/migrate-split.js --from URL
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'skip-faulty': { type: 'boolean', default: false },
      role: { type: 'string', multiple: true, default: [] },
      rollback: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    },
  });
  const { from, rollback, force } = values;
  if (rollback === (from !== undefined)) {
    throw new OperatorError('Name the old database with --from URL, or take the last move back with --rollback.');
  }
  const settings = readSystemSettings();
  const roles = readRoles(values.role);
  const steps = createSteps();
  await withServer(settings, (server, root) =>
    withTargets(server, root, settings.databasePrefix, async (targets) => {
      if (from === undefined) return rollBack(targets, steps, force);
      if (values['dry-run']) return report({ from, roles, targets, steps });
      const backup = join(settings.dataDir, 'migrate-split', v7());
      return move({ from, roles, targets, steps, backup, skipFaulty: values['skip-faulty'] });
    }),
  );
}

await runTool('npm run migrate:split -- --from URL [--dry-run] [--skip-faulty] [--role OLD=NEW]... | --rollback [--force]', main);
