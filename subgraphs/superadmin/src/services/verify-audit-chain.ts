import { validate } from 'uuid';
import { badInput, notFound } from '@tessera/errors';
import { EMPTY_CHAIN, findBreak, type AuditLink, type Break, type ChainHead } from '../domain/audit-chain.ts';
import type { Columns } from '../domain/log-event.ts';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import type { AuditEntry } from '../../../../prisma/superadmin/client/client.ts';
import type { AuditChainReportRow } from '../mappers.ts';
import type { Db, Scope } from './scope.ts';

const PAGE = 500;
/** How long one call goes on, in milliseconds: half of what the gateway waits for a subgraph. */
const BUDGET_MS = 1_000;

/**
 * Recomputes one tenant's hash chain from an entry on, as far as the time allows.
 * @throws AppError NOT_FOUND for a tenant without a chain and for another's, BAD_USER_INPUT for a start outside the chain
 */
export async function verifyAuditChain(
  { actor, db }: Scope,
  args: { readonly tenantId?: string | null; readonly fromSequence?: number | null },
): Promise<AuditChainReportRow> {
  const tenantId = args.tenantId ?? actor.tenantId ?? PLATFORM_TENANT;
  const isForeign = actor.tenantId !== null && tenantId !== actor.tenantId;
  if (isForeign || !validate(tenantId)) throw notFound('tenant');
  const end = await db.query((prisma) => prisma.auditChain.findUnique({ where: { tenantId } }));
  if (!end && args.tenantId) throw notFound('tenant');

  const entries = end?.sequence ?? 0n;
  const from = readStart(args.fromSequence ?? 1, entries);
  const start = from === 1n ? EMPTY_CHAIN : await headBefore(db, tenantId, from);
  const { through, broken } = await walk(db, tenantId, start, entries, end?.hash);
  return {
    tenantId,
    intact: broken === null,
    entries: Number(entries),
    checked: Number(through.sequence - from + 1n),
    checkedThrough: Number(through.sequence),
    brokenAt: broken ? Number(broken.at) : null,
    reason: broken?.reason ?? null,
  };
}

function readStart(from: number, entries: bigint): bigint {
  if (Number.isSafeInteger(from) && from >= 1 && BigInt(from) <= entries + 1n) return BigInt(from);
  throw badInput('fromSequence', `\`fromSequence\` is between 1 and ${entries + 1n} for this chain.`);
}

/** Follows the chain from `start` to `entries`; entries that are added meanwhile are not looked at. */
async function walk(
  db: Db,
  tenantId: string,
  start: ChainHead,
  entries: bigint,
  lastHash: string | undefined,
): Promise<{ through: ChainHead; broken: Break | null }> {
  const until = Date.now() + BUDGET_MS;
  let through = start;
  while (through.sequence < entries && Date.now() < until) {
    const rows = await db.query((prisma) =>
      prisma.auditEntry.findMany({
        where: { tenantId, sequence: { gt: through.sequence, lte: entries } },
        orderBy: { sequence: 'asc' },
        take: PAGE,
      }),
    );
    const broken = findBreak(through, rows.map(toLink));
    if (broken) return { through, broken };
    const last = rows.at(-1);
    // The chain's end is kept apart from the entries, so that cutting off the newest ones shows too.
    if (!last) return { through, broken: { at: through.sequence + 1n, reason: 'The entry is missing.' } };
    through = { sequence: last.sequence, hash: last.hash };
  }
  const atEnd = through.sequence === entries && entries > 0n;
  if (!atEnd || through.hash === lastHash) return { through, broken: null };
  return { through, broken: { at: entries, reason: 'The entry is not the one that the chain ends with.' } };
}

async function headBefore(db: Db, tenantId: string, from: bigint): Promise<ChainHead> {
  const sequence = from - 1n;
  const row = await db.query((prisma) =>
    prisma.auditEntry.findUnique({ where: { tenantId_sequence: { tenantId, sequence } }, select: { hash: true } }),
  );
  if (!row) throw badInput('fromSequence', 'The entry before it is missing: begin at 1.');
  return { sequence, hash: row.hash };
}

function toLink(row: AuditEntry): AuditLink {
  return {
    ...row,
    sourceId: row.sourceId.toString(),
    before: row.before as Columns | null,
    after: row.after as Columns | null,
  };
}
