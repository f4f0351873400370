import type { DemoTenant, SeedContext } from '@tessera/platform';
import type { TransactionClient } from '@tessera/tenancy';
import { contentFields, type ContentField } from '../../subgraphs/cms/src/domain/content-field.ts';
import { claimsOf, referencesIn } from '../../subgraphs/cms/src/domain/item-data.ts';
import type { Prisma, PrismaClient } from './client/client.ts';
import { DEMO_LOCALES, DEMO_TYPES } from './demo-content.ts';
import { demoId } from './demo-id.ts';
import { demoItems, type DemoItem } from './demo-items.ts';
import { demoMediaRows, drawDemoMedia, storeDemoMedia, type Picture } from './demo-media.ts';
import { putPages } from './demo-pages.ts';

type Transaction = TransactionClient<PrismaClient>;

const HOUR_MS = 3600 * 1000;
const FIRST_DAY = new Date('2026-01-02T09:00:00Z');

/** A year of each demo tenant's site, in two locales. What is there already stays. */
export async function seed({ database, world, media }: SeedContext<PrismaClient>): Promise<void> {
  const pictures = await drawDemoMedia();
  for (const tenant of world.tenants) {
    if (media) await storeDemoMedia(media, tenant, pictures);
    const db = database.tenant({ tenantId: tenant.id, userId: null, rowScope: 'all', requestId: 'seed' });
    await db.transaction(
      async (tx) => {
        await putLocales(tx, tenant);
        const fields = await putTypes(tx, tenant);
        await putMedia(tx, tenant, pictures);
        await putItems(tx, tenant, demoItems(tenant), fields);
        await putPages(tx, tenant);
        await putSchedules(tx, tenant);
        await putGrants(tx, tenant);
      },
      { timeoutMs: 30_000 },
    );
  }
}

async function putLocales(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const data = DEMO_LOCALES.map((locale, index) => {
    return { ...locale, tenantId: tenant.id, id: demoId(tenant, `locale ${locale.code}`), position: index + 1 };
  });
  // A tenant that was prepared before has its first locale already.
  await tx.contentLocale.createMany({ data, skipDuplicates: true });
}

async function putTypes(tx: Transaction, tenant: DemoTenant): Promise<ReadonlyMap<string, readonly ContentField[]>> {
  const types = DEMO_TYPES.map(({ fields, ...type }) => ({ ...type, fields: contentFields.parse(fields) }));
  await tx.contentType.createMany({
    data: types.map(({ fields, ...type }) => ({
      ...type,
      fields: fields as unknown as Prisma.InputJsonArray,
      tenantId: tenant.id,
      id: demoId(tenant, `type ${type.key}`),
      createdAt: FIRST_DAY,
      updatedAt: FIRST_DAY,
    })),
    skipDuplicates: true,
  });
  return new Map(types.map(({ key, fields }) => [key, fields]));
}

async function putMedia(tx: Transaction, tenant: DemoTenant, pictures: readonly Picture[]): Promise<void> {
  const data = demoMediaRows(tenant, pictures).map((row) => ({ ...row, createdAt: FIRST_DAY, updatedAt: FIRST_DAY }));
  await tx.mediaFile.createMany({ data, skipDuplicates: true });
}

async function putItems(
  tx: Transaction,
  tenant: DemoTenant,
  items: readonly DemoItem[],
  fields: ReadonlyMap<string, readonly ContentField[]>,
): Promise<void> {
  const rows = items.map((item) => rowsOf(tenant, item, fields.get(item.type) ?? []));
  await tx.contentItem.createMany({ data: rows.map(({ item }) => item), skipDuplicates: true });
  await tx.contentRevision.createMany({ data: rows.flatMap(({ revisions }) => revisions), skipDuplicates: true });
  await tx.publishedItem.createMany({ data: rows.flatMap(({ published }) => published), skipDuplicates: true });
  await tx.contentClaim.createMany({ data: rows.flatMap(({ claims }) => claims), skipDuplicates: true });
  await tx.mediaUse.createMany({ data: rows.flatMap(({ uses }) => uses), skipDuplicates: true });
  await tx.contentPublication.createMany({ data: rows.flatMap(({ publications }) => publications), skipDuplicates: true });
}

function rowsOf(tenant: DemoTenant, demo: DemoItem, fields: readonly ContentField[]) {
  const { type, documentName, locale, ownerId, title, slug, state, newerData, createdAt } = demo;
  const first = demo.data as Prisma.InputJsonObject;
  const newest = (newerData as Prisma.InputJsonObject | undefined) ?? first;
  const name = `${documentName} ${locale}`;
  const key = { tenantId: tenant.id, id: demoId(tenant, `item ${name}`) };
  const place = { documentId: demoId(tenant, `document ${documentName}`), typeId: demoId(tenant, `type ${type}`), locale };
  const isLive = state === 'PUBLISHED' || newerData !== undefined;
  const publishedAt = new Date(createdAt.getTime() + 26 * HOUR_MS);
  const savedAt = newerData ? new Date(publishedAt.getTime() + 400 * HOUR_MS) : isLive ? publishedAt : createdAt;
  const content = { slug, title };
  const revision = { tenantId: tenant.id, itemId: key.id, ...content, authorId: ownerId };
  return {
    item: {
      ...key,
      ...place,
      ...content,
      ownerId,
      state,
      data: newest,
      revision: newerData ? 2 : 1,
      ...(isLive && { publishedRevision: 1, publishedAt }),
      createdAt,
      updatedAt: savedAt,
    },
    revisions: [
      { ...revision, number: 1, data: first, note: 'First version', createdAt },
      ...(newerData ? [{ ...revision, number: 2, data: newest, note: 'New summary', createdAt: savedAt }] : []),
    ],
    published: isLive ? [{ ...key, ...place, ...content, data: first, revision: 1, publishedAt }] : [],
    claims: claimsOf(fields, slug, newest).map((claim) => {
      return { ...claim, tenantId: tenant.id, typeId: place.typeId, locale, itemId: key.id };
    }),
    uses: [false, ...(isLive ? [true] : [])].flatMap((published) =>
      referencesIn(fields, newest, 'MEDIA').map(({ id: mediaId }) => ({ tenantId: tenant.id, mediaId, itemId: key.id, published })),
    ),
    publications: isLive
      ? [{ tenantId: tenant.id, id: demoId(tenant, `publication ${name}`), itemId: key.id, action: 'PUBLISH' as const, revision: 1, createdAt: publishedAt }]
      : [],
  };
}

/** What is to come: an article in the new year, and the end of a campaign. */
async function putSchedules(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const plans = [
    { name: 'article 12', action: 'PUBLISH', dueAt: new Date('2027-01-11T08:00:00Z'), revision: 1 },
    { name: 'landing-page 0', action: 'UNPUBLISH', dueAt: new Date('2027-03-31T22:00:00Z'), revision: null },
  ] as const;
  const data = plans.flatMap(({ name, ...plan }) =>
    DEMO_LOCALES.map(({ code }) => ({
      ...plan,
      tenantId: tenant.id,
      id: demoId(tenant, `schedule ${name} ${code}`),
      itemId: demoId(tenant, `item ${name} ${code}`),
      createdAt: FIRST_DAY,
    })),
  );
  await tx.contentSchedule.createMany({ data, skipDuplicates: true });
}

/** A VIEWER works with what it was granted: the article that waits for review. */
async function putGrants(tx: Transaction, tenant: DemoTenant): Promise<void> {
  const viewers = tenant.members.filter(({ role }) => role === 'VIEWER');
  const data = viewers.map(({ userId }) => ({
    tenantId: tenant.id,
    id: demoId(tenant, `grant ${userId}`),
    recordType: 'ContentItem',
    recordId: demoId(tenant, 'item article 12 en'),
    userId,
    access: 'READ',
    createdAt: FIRST_DAY,
  }));
  await tx.recordGrant.createMany({ data, skipDuplicates: true });
}
