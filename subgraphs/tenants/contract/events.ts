import { defineEvents } from '@tessera/events';

/** What tenants announces of each change. E-mail addresses and phone numbers stay here: nobody else folds them. */
export default defineEvents({
  clients: { entity: 'Client', tenantColumn: null, columns: ['name', 'country'] },
  tenants: {
    entity: 'Tenant',
    tenantColumn: 'id',
    columns: ['client_id', 'name', 'slug', 'status', 'tier', 'deleted_at'],
  },
  companies: { entity: 'Company', columns: ['name', 'country', 'website'] },
  memberships: { entity: 'Membership', columns: ['user_id', 'role'] },
  invitations: { entity: 'Invitation', columns: ['role', 'expires_at', 'accepted_at', 'revoked_at'] },
  tenant_services: { entity: 'TenantService', columns: ['service', 'status', 'detail', 'attempts', 'prepared_at'] },
});
