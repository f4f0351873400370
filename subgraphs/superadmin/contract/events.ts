import { defineEvents } from '@tessera/events';

/**
 * Superadmin follows its own log too, so that settings, limits and outages stand in the audit trail. Projections and the
 * trail itself are not announced: they would feed on themselves.
 */
export default defineEvents({
  services: { entity: 'RegisteredService', idColumn: 'name', tenantColumn: null, columns: ['address', 'status'] },
  system_config: {
    entity: 'ConfigEntry',
    idColumn: 'key',
    tenantColumn: null,
    columns: ['value', 'description', 'version'],
  },
  rate_limits: { entity: 'RateLimit', columns: ['subject', 'per_minute', 'burst', 'version'] },
});
