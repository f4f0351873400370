import { describe, expect, it } from '@jest/globals';
import { mayProvision, nextStatus, type TenantEvent, type TenantStatus } from '../../src/domain/tenant-lifecycle.ts';

const STATES: TenantStatus[] = ['PENDING', 'PROVISIONING', 'ACTIVE', 'SUSPENDED', 'DELETED'];
const EVENTS: TenantEvent[] = ['begin', 'complete', 'suspend', 'resume', 'delete'];

describe('the life of a tenant', () => {
  it('allows exactly these transitions', () => {
    const allowed = STATES.flatMap((from) =>
      EVENTS.flatMap((event) => {
        const to = nextStatus(from, event);
        return to ? [`${from} ${event} ${to}`] : [];
      }),
    );
    expect(allowed).toEqual([
      'PENDING begin PROVISIONING',
      'PENDING delete DELETED',
      'PROVISIONING complete ACTIVE',
      'PROVISIONING delete DELETED',
      'ACTIVE suspend SUSPENDED',
      'ACTIVE delete DELETED',
      'SUSPENDED resume ACTIVE',
      'SUSPENDED delete DELETED',
    ]);
  });

  it('opens no tenant whose services have not been prepared', () => {
    const opening = STATES.filter((from) => EVENTS.some((event) => nextStatus(from, event) === 'ACTIVE'));
    expect(opening).toEqual(['PROVISIONING', 'SUSPENDED']);
  });

  it('leads nowhere from DELETED', () => {
    expect(EVENTS.map((event) => nextStatus('DELETED', event))).toEqual(EVENTS.map(() => null));
    expect(mayProvision('DELETED')).toBe(false);
  });
});
