import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/** "billing: SUPERADMIN and OWNER RW; ADMIN R; MEMBER R own; VIEWER none; AUDITOR R". Which rows is the database's part. */
const read: ExpectedAccess = { roles: [...WHO.writers, 'AUDITOR'] };
const write: ExpectedAccess = { roles: ['SUPERADMIN', 'OWNER'], entered: true };
const platform: ExpectedAccess = { roles: WHO.platform };

const reads = ['plans', 'plan', 'subscriptions', 'subscription', 'invoices', 'invoice'];
const writes = [
  ['subscribe', 'changeSubscription', 'cancelSubscription', 'pauseSubscription', 'resumeSubscription'],
  ['recordUsage', 'createInvoice', 'updateInvoice', 'deleteInvoice', 'openInvoice', 'voidInvoice'],
  ['markInvoiceUncollectible', 'payInvoice', 'recordPayment', 'createCreditNote'],
];

export const access: AccessExpectations = {
  ...Object.fromEntries(reads.map((name) => [`Query.${name}`, read])),
  ...Object.fromEntries(writes.flat().map((name) => [`Mutation.${name}`, write])),
  'Query.previewChange': write,
  // A method that the provider cannot know: it is refused as input, and changes nothing.
  'Mutation.setPaymentMethod': { ...write, args: { method: 'nonsense' } },
  'Mutation.createPlan': platform,
  'Mutation.updatePlan': platform,
  'Mutation.archivePlan': platform,
  // A moment that has passed: the clock stays where it is.
  'Mutation.moveBillingClock': platform,
};
