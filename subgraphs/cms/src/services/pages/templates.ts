import { badInput, conflict, notFound } from '@tessera/errors';
import { parseChanges, parseId, parseInput, settleUpdate } from '@tessera/subgraph';
import { isForeignKeyViolation } from '@tessera/tenancy';
import { v7 as uuid } from 'uuid';
import type { PageTemplate, Prisma } from '../../../../../prisma/cms/client/client.ts';
import { newTemplate, templateChanges, type NewTemplate, type Region, type TemplateChanges } from '../../domain/page.ts';
import { takenAs } from '../refusals.ts';
import { writerOf, type Scope, type Transaction } from '../scope.ts';

/** A template's regions, as `newTemplate` let them be. */
export const regionsOf = ({ regions }: Pick<PageTemplate, 'regions'>) => regions as unknown as readonly Region[];

/** All templates of the tenant, by name. */
export function listTemplates({ db }: Scope): Promise<PageTemplate[]> {
  return db.query((prisma) => prisma.pageTemplate.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] }));
}

/** @throws AppError BAD_USER_INPUT, CONFLICT for a key that is taken */
export async function createTemplate(scope: Scope, input: NewTemplate): Promise<PageTemplate> {
  const { tenantId } = writerOf(scope);
  const { regions, ...values } = parseInput(newTemplate, input);
  const data = { ...values, regions: regions as unknown as Prisma.InputJsonArray, tenantId, id: uuid() };
  return scope.db
    .query((prisma) => prisma.pageTemplate.create({ data }))
    .catch(takenAs(`There is a template \`${values.key}\` already; choose another key.`));
}

/**
 * Changes a template. What stands in a region that goes is seen no more, and leaves a page when that is saved anew.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT for a stale version
 */
export async function updateTemplate(
  scope: Scope,
  templateId: string,
  version: number,
  input: TemplateChanges,
): Promise<PageTemplate> {
  writerOf(scope);
  const id = parseId('template', templateId);
  const { regions, ...values } = parseChanges(templateChanges, input);
  const data = { ...values, ...(regions && { regions: regions as unknown as Prisma.InputJsonArray }), version: { increment: 1 } };
  const changed = await scope.db.query((prisma) => prisma.pageTemplate.updateManyAndReturn({ where: { id, version }, data }));
  const current = () => scope.db.query((prisma) => prisma.pageTemplate.findFirst({ where: { id } }));
  return settleUpdate({ what: 'template', changed, version, current });
}

/** Deletes a template that no page stands on, as a draft or before readers; answers its id. @throws AppError NOT_FOUND, CONFLICT */
export async function deleteTemplate(scope: Scope, templateId: string, version: number): Promise<string> {
  writerOf(scope);
  const id = parseId('template', templateId);
  const work = scope.db.query((prisma) => prisma.pageTemplate.deleteMany({ where: { id, version } }));
  const { count } = await work.catch((error: unknown) => {
    throw isForeignKeyViolation(error) ? conflict('Pages stand on this template: give them another first.') : error;
  });
  const query = { where: { id } };
  const current = () => scope.db.query((prisma) => prisma.pageTemplate.findFirst(query));
  await settleUpdate({ what: 'template', changed: count > 0 ? [id] : [], version, current });
  return id;
}

/** @throws AppError BAD_USER_INPUT */
export async function findTemplate(tx: Transaction, key: string): Promise<PageTemplate> {
  const template = await tx.pageTemplate.findFirst({ where: { key } });
  if (template) return template;
  throw badInput('input.template', `\`input.template\`: There is no template \`${key}\`.`);
}

/** @throws AppError NOT_FOUND */
export async function templateOf(tx: Transaction, id: string): Promise<PageTemplate> {
  const template = await tx.pageTemplate.findFirst({ where: { id } });
  if (!template) throw notFound('template');
  return template;
}
