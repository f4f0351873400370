import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf, eventually, killAtOnce } from '@tessera/testkit';

/** What can be killed: the process of superadmin, the database server alone, or the server with all its sessions. */
export type Victim = 'superadmin' | 'server' | 'server and sessions';

/** A service that ends more than ten times a minute, or a server more than five, is given up: the pause keeps below. */
const PAUSE_MS = [4_000, 6_000] as const;
/** A database that recovers shares its two cores with the load and with other tests. */
const WITHIN_MS = 60_000;

/** `kill -9` of each victim in turn, at moments that nobody chose; each is waited for until it runs again. */
export async function killInTurn(tesseraPid: number, victims: readonly Victim[]): Promise<void> {
  for (const victim of victims) {
    const found = await eventually(async () => pidOf(tesseraPid, victim), {
      withinMs: WITHIN_MS,
      describe: () => `The ${victim} is not running.`,
    });
    const sessions = victim === 'server and sessions' ? descendantsOf(found).map(({ pid }) => pid) : [];
    killAtOnce([found, ...sessions]);
    await eventually(
      async () => {
        const next = pidOf(tesseraPid, victim);
        return next !== undefined && next !== found;
      },
      { withinMs: WITHIN_MS, describe: () => `The ${victim} was not started again.` },
    );
    const [least, most] = PAUSE_MS;
    await sleep(least + Math.random() * (most - least));
  }
}

/** Both are children of the process that supervises them. */
function pidOf(tesseraPid: number, victim: Victim): number | undefined {
  const pattern = victim === 'superadmin' ? /serve\.ts superadmin$/ : /bin\/postgres -D /;
  return descendantsOf(tesseraPid).find(({ parent, command }) => parent === tesseraPid && pattern.test(command))?.pid;
}
