import { createHash } from 'node:crypto';
import type pg from 'pg';
import { v7 } from 'uuid';
import { OperatorError } from '@tessera/platform';
import { listServices } from '../start/services.ts';
import { toCompany } from './new-rows.ts';
import { oldIdOf } from './old-schema.ts';
import type { WriteBatch } from './move-table.ts';
import { TENANT_FINGERPRINT } from './targets.ts';

const ROWS = `jsonb_to_recordset($1) AS r (
  old_id text, tenant_id uuid, client_id uuid, company_id uuid, run_id uuid, slug text, name text, contact_email text,
  contact_phone text, country text, website text, created_at timestamptz, updated_at timestamptz)`;

/** A slug's longest form is a DNS label; this leaves room for an end that tells two apart. */
const LONGEST_BASE = 46;

/**
 * Each company becomes a client with one tenant, as if it had registered: Tessera prepares its services at the next
 * start, and opens it when they are ready.
 */
export const writeCompanies: WriteBatch = async ({ run, targets: { tenants }, backup }, rows) => {
  const companies = rows.map((row) => ({ oldId: oldIdOf('companies', row), ...toCompany(row, backup.manifest.madeAt) }));
  const slugs = await freeSlugs(tenants, companies);
  const made = companies.map(({ oldId, ...company }, index) => ({
    old_id: oldId, tenant_id: v7(), client_id: v7(), company_id: v7(), run_id: v7(), slug: slugs[index],
    name: company.name, contact_email: company.contactEmail, contact_phone: company.contactPhone,
    country: company.country, website: company.website, created_at: company.createdAt, updated_at: company.updatedAt,
  }));
  const json = JSON.stringify(made);
  const contact = 'name, contact_email, contact_phone, country, created_at, updated_at';
  await tenants.query(`INSERT INTO clients (id, ${contact}) SELECT client_id, ${contact} FROM ${ROWS}`, [json]);
  await tenants.query(
    `INSERT INTO tenants (id, client_id, slug, name, created_at, updated_at)
     SELECT tenant_id, client_id, slug, name, created_at, updated_at FROM ${ROWS}`,
    [json],
  );
  await tenants.query(
    `INSERT INTO companies (tenant_id, id, website, ${contact}) SELECT tenant_id, company_id, website, ${contact} FROM ${ROWS}`,
    [json],
  );
  await openRuns(tenants, made);
  await tenants.query(
    `INSERT INTO split.companies (run_id, old_id, tenant_id, client_id, fingerprint)
     SELECT $2, r.old_id, t.id, cl.id, ${TENANT_FINGERPRINT}
     FROM ${ROWS} JOIN tenants t ON t.id = r.tenant_id JOIN clients cl ON cl.id = r.client_id
     JOIN companies co ON co.tenant_id = t.id`,
    [json, run.id],
  );
};

/** What every service has to be prepared with, due at once and held by nobody. */
async function openRuns(tenants: pg.Client, made: readonly { tenant_id: string; run_id: string }[]): Promise<void> {
  const names = listServices();
  const services = made.flatMap(({ tenant_id }) => names.map((service) => ({ tenant_id, id: v7(), service })));
  await tenants.query(
    `INSERT INTO tenant_services (tenant_id, id, service)
     SELECT tenant_id, id, service FROM jsonb_to_recordset($1) AS r (tenant_id uuid, id uuid, service text)`,
    [JSON.stringify(services)],
  );
  await tenants.query(
    `INSERT INTO provisioning_runs (tenant_id, id)
     SELECT tenant_id, run_id FROM jsonb_to_recordset($1) AS r (tenant_id uuid, run_id uuid)`,
    [JSON.stringify(made)],
  );
}

/** The slug that each company asks for; where it is taken, with an end that is the same whenever this is run. */
async function freeSlugs(
  tenants: pg.Client,
  companies: readonly { readonly oldId: string; readonly slug: string }[],
): Promise<string[]> {
  const candidates = companies.map(({ oldId, slug }) => {
    const digest = createHash('sha256').update(oldId).digest('hex');
    const base = slug.slice(0, LONGEST_BASE).replace(/-$/, '');
    return [slug, `${base}-${digest.slice(0, 6)}`, `${base}-${digest.slice(0, 16)}`];
  });
  const { rows } = await tenants.query<{ slug: string }>('SELECT slug FROM tenants WHERE slug = ANY($1)', [candidates.flat()]);
  const taken = new Set(rows.map((row) => row.slug));
  return candidates.map((choices) => {
    const free = choices.find((choice) => !taken.has(choice));
    if (!free) throw new OperatorError(`No slug like ${choices[0]} is free: give the company another in the old database.`);
    taken.add(free);
    return free;
  });
}
