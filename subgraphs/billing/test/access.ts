import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "billing: SUPERADMIN and OWNER RW; ADMIN R; MEMBER R own; VIEWER none; AUDITOR R". Which rows is the database's part. */
const read: ExpectedAccess = { roles: [...WHO.writers, 'AUDITOR'], scope: 'billing:read' };
const write: ExpectedAccess = { roles: ['SUPERADMIN', 'OWNER'], entered: true, scope: 'billing:write' };
const platform: ExpectedAccess = { roles: WHO.platform, scope: null };

const reads = ['plans', 'plan', 'subscriptions', 'subscription', 'invoices', 'invoice'];
const writes = [
  ['subscribe', 'changeSubscription', 'cancelSubscription', 'pauseSubscription', 'resumeSubscription'],
  ['createInvoice', 'updateInvoice', 'deleteInvoice', 'openInvoice', 'voidInvoice'],
  ['markInvoiceUncollectible', 'payInvoice', 'recordPayment', 'createCreditNote'],
];

export const access: AccessExpectations = {
  ...Object.fromEntries(reads.map((name) => [`Query.${name}`, read])),
  ...Object.fromEntries(writes.flat().map((name) => [`Mutation.${name}`, write])),
  'Query.previewChange': { ...write, scope: 'billing:read' },
  // What a tenant has used is told by systems, which need no more than that.
  'Mutation.recordUsage': { ...write, scope: 'usage:write' },
  // A method that the provider cannot know: it is refused as input, and changes nothing.
  'Mutation.setPaymentMethod': { ...write, args: { method: 'nonsense' } },
  'Mutation.createPlan': platform,
  'Mutation.updatePlan': platform,
  'Mutation.archivePlan': platform,
  // A moment that has passed: the clock stays where it is.
  'Mutation.moveBillingClock': platform,
};
