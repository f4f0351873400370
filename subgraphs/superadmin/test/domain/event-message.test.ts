import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { eventMessage } from '../../src/domain/event-message.ts';
import type { LogEvent } from '../../src/domain/log-event.ts';
import { PLATFORM_TENANT } from '../../src/domain/platform-tenant.ts';

const place = { service: 'crm', epoch: 'e1', transaction: '700' };
const tenantId = v7();
const event: LogEvent = {
  tenantId, sourceId: '42', entity: 'TenantService', entityId: 'x', operation: 'UPDATE', actorId: null,
  actReason: null, requestId: 'r', recordedAt: new Date('2026-11-21T09:00:00.123Z'), before: null, after: null,
};
const columns = { beforeJson: '', afterJson: '{"amount_minor": 9007199254740993}' };
const message = eventMessage('tessera.events', place, event, columns);

describe('an event as a message', () => {
  it('has an id made of its place in its service’s log, and a subject in lower case', () => {
    const subject = 'tessera.events.crm.tenant_service.update';
    expect(message).toMatchObject({ id: 'crm.e1.700.42', subject, tenantId });
  });

  it('tells the columns as the log wrote them, however large their numbers', () => {
    expect(message.body).toContain('"before":null,"after":{"amount_minor": 9007199254740993}');
    expect(JSON.parse(message.body)).toMatchObject({
      id: 'crm.e1.700.42', service: 'crm', tenantId, entity: 'TenantService', entityId: 'x', operation: 'UPDATE',
      actorId: null, requestId: 'r', recordedAt: '2026-11-21T09:00:00.123Z',
    });
  });

  it('says when it comes without its columns', () => {
    expect(JSON.parse(message.bodyWithoutColumns)).toMatchObject({ after: null, columnsOmitted: true });
  });

  it('of a platform table belongs to no tenant', () => {
    const ofPlatform = eventMessage('tessera.events', place, { ...event, tenantId: PLATFORM_TENANT }, columns);
    expect(ofPlatform.tenantId).toBeNull();
    expect(JSON.parse(ofPlatform.body)).toMatchObject({ tenantId: null });
  });
});
