import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { isRecordMissing, isRowRefused, type RowScope } from '@tessera/tenancy';
import { failureOf } from './fixture/failure.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

const tenantId = v7();
const ann = v7();
const bob = v7();
const ids = { ofAnn: v7(), ofBob: v7(), readable: v7(), writable: v7() };
const key = (id: string) => ({ tenantId_id: { tenantId, id } });
let fixture: Fixture;

const as = (scope: RowScope | null, user = ann) => fixture.as(tenantId, scope, user);
const grant = (recordId: string, userId: string, access: string, tenant = tenantId) => ({
  tenantId: tenant,
  id: v7(),
  recordType: 'Customer',
  recordId,
  userId,
  access,
});

beforeAll(async () => {
  fixture = await openFixture();
  const owners = { ofAnn: ann, ofBob: bob, readable: bob, writable: bob };
  const customers = Object.entries(owners).map(([name, ownerId]) => ({
    tenantId,
    id: ids[name as keyof typeof ids],
    name,
    ownerId,
  }));
  await as('all').query((prisma) => prisma.customer.createMany({ data: customers }));
  const notes = customers.map(({ id, name }) => ({ tenantId, id: v7(), customerId: id, body: name }));
  await as('all').query((prisma) => prisma.note.createMany({ data: notes }));
  const grants = [grant(ids.readable, ann, 'READ'), grant(ids.writable, ann, 'WRITE')];
  await as('all').query((prisma) => prisma.recordGrant.createMany({ data: grants }));
});
afterAll(async () => fixture[Symbol.asyncDispose]());

describe('the rows that a scope reaches', () => {
  it.each<[RowScope | null, string[]]>([
    ['all', ['ofAnn', 'ofBob', 'readable', 'writable']],
    ['own', ['ofAnn', 'readable', 'writable']],
    ['granted', ['readable', 'writable']],
    [null, []],
  ])('%s: %j, and what hangs on them', async (scope, expected) => {
    const customers = await as(scope).query((prisma) => prisma.customer.findMany({ orderBy: { name: 'asc' } }));
    const notes = await as(scope).query((prisma) => prisma.note.findMany({ orderBy: { body: 'asc' } }));
    expect(customers.map((row) => row.name)).toEqual(expected);
    expect(notes.map((row) => row.body)).toEqual(expected);
  });

  it('are none for a service that acts without a user in a narrow scope', async () => {
    await expect(fixture.as(tenantId, 'own', null).query((prisma) => prisma.customer.count())).resolves.toBe(0);
  });

  it('end at the tenant, even for the same user with a grant on the same id elsewhere', async () => {
    const elsewhere = v7();
    await fixture
      .as(elsewhere)
      .query((prisma) => prisma.recordGrant.create({ data: grant(ids.ofBob, ann, 'WRITE', elsewhere) }));
    await expect(
      as('own').query((prisma) => prisma.customer.findUnique({ where: key(ids.ofBob) })),
    ).resolves.toBeNull();
  });
});

describe('writing', () => {
  const touch = (scope: RowScope | null, id: string) =>
    as(scope).query((prisma) => prisma.customer.update({ where: key(id), data: { version: 2 } }));

  it.each<[RowScope, keyof typeof ids]>([
    ['all', 'ofBob'],
    ['own', 'ofAnn'],
    ['own', 'writable'],
    ['granted', 'writable'],
  ])('within %s succeeds on %s', async (scope, name) => {
    await expect(touch(scope, ids[name])).resolves.toMatchObject({ name });
  });

  it.each<[RowScope | null, keyof typeof ids]>([
    ['own', 'ofBob'],
    ['granted', 'ofAnn'],
    [null, 'ofAnn'],
  ])('within %s finds no row %s', async (scope, name) => {
    expect(isRecordMissing(await failureOf(touch(scope, ids[name])))).toBe(true);
  });

  it('a row that was granted for reading changes nothing', async () => {
    const changed = await as('own').query((prisma) =>
      prisma.customer.updateMany({ where: { id: ids.readable }, data: { version: 7 } }),
    );
    const deleted = await as('own').query((prisma) => prisma.customer.deleteMany({ where: { id: ids.readable } }));
    expect([changed, deleted]).toEqual([{ count: 0 }, { count: 0 }]);
  });

  it('creates rows of its own only', async () => {
    const create = (scope: RowScope, ownerId: string | null) =>
      as(scope).query((prisma) => prisma.customer.create({ data: { tenantId, id: v7(), name: v7(), ownerId } }));
    await expect(create('own', ann)).resolves.toMatchObject({ ownerId: ann });
    const failures = await Promise.all(
      [create('own', bob), create('own', null), create('granted', ann)].map(failureOf),
    );
    expect(failures.map(isRowRefused)).toEqual(failures.map(() => true));
  });

  it('cannot take a row over, nor give one away', async () => {
    const own = (id: string, ownerId: string) =>
      as('own').query((prisma) => prisma.customer.update({ where: key(id), data: { ownerId } }));
    expect(isRowRefused(await failureOf(own(ids.ofAnn, bob)))).toBe(true);
    expect(isRecordMissing(await failureOf(own(ids.ofBob, ann)))).toBe(true);
  });

  it('deletes softly, by an update that gives the row back', async () => {
    const deleted = as('own').query((prisma) =>
      prisma.customer.update({ where: key(ids.ofAnn), data: { deletedAt: new Date() } }),
    );
    await expect(deleted).resolves.toMatchObject({ deletedAt: expect.any(Date) });
  });

  it('below a row needs that row to be writable', async () => {
    const note = (scope: RowScope, customerId: string) =>
      as(scope).query((prisma) => prisma.note.create({ data: { tenantId, id: v7(), customerId, body: 'new' } }));
    await expect(note('own', ids.ofAnn)).resolves.toMatchObject({ body: 'new' });
    await expect(note('granted', ids.writable)).resolves.toMatchObject({ body: 'new' });
    const failures = await Promise.all(
      [note('own', ids.ofBob), note('own', ids.readable), note('granted', ids.ofAnn)].map(failureOf),
    );
    expect(failures.map(isRowRefused)).toEqual(failures.map(() => true));
    const moved = as('own').query((prisma) =>
      prisma.note.updateMany({ where: { customerId: ids.ofAnn }, data: { customerId: ids.ofBob } }),
    );
    expect(isRowRefused(await failureOf(moved))).toBe(true);
  });
});

describe('grants', () => {
  const give = (scope: RowScope, recordId: string, access = 'READ') =>
    as(scope).query((prisma) => prisma.recordGrant.create({ data: grant(recordId, v7(), access) }));

  it('are given by whoever reaches all rows, and by the owner', async () => {
    await expect(give('all', ids.ofBob)).resolves.toMatchObject({ access: 'READ' });
    await expect(give('own', ids.ofAnn)).resolves.toMatchObject({ access: 'READ' });
  });

  it('are not given by who was granted, not even for writing', async () => {
    const failures = await Promise.all(
      [give('own', ids.writable), give('own', ids.ofBob), give('granted', ids.writable)].map(failureOf),
    );
    expect(failures.map(isRowRefused)).toEqual(failures.map(() => true));
  });

  it('are not raised by who holds them', async () => {
    const raised = await as('own').query((prisma) =>
      prisma.recordGrant.updateMany({ where: { userId: ann }, data: { access: 'WRITE' } }),
    );
    expect(raised).toEqual({ count: 0 });
  });

  it('are read by their holder, and not by others', async () => {
    const seen = (user: string) => as('granted', user).query((prisma) => prisma.recordGrant.findMany());
    expect((await seen(ann)).map((row) => row.recordId).sort()).toEqual([ids.readable, ids.writable].sort());
    expect(await seen(v7())).toEqual([]);
  });
});
