import type { TenantSubscriptionResolvers } from '../generated/resolvers.ts';
import { listInvoices } from '../services/invoices/list-invoices.ts';
import { requirePlan } from '../services/plans/find-plan.ts';
import { hasPaymentMethod } from '../services/subscriptions/has-payment-method.ts';
import { previewRenewal } from '../services/subscriptions/preview-renewal.ts';
import { readBalance } from '../services/subscriptions/read-balance.ts';
import { totalUsage } from '../services/usage/total-usage.ts';

export const TenantSubscription: TenantSubscriptionResolvers = {
  plan: ({ planId }, _args, { scope }) => requirePlan(scope, planId),
  monthlyMinor: ({ amountMinor }) => Number(amountMinor),
  usage: (subscription, _args, { scope }) => totalUsage(scope, subscription),
  creditMinor: async (subscription, _args, { scope }) => Number(await readBalance(scope, subscription)),
  nextInvoice: (subscription, _args, { scope }) => previewRenewal(scope, subscription),
  hasPaymentMethod: ({ tenantId }, _args, { scope }) => hasPaymentMethod(scope, tenantId),
  invoices: ({ id }, args, { scope }) => listInvoices(scope, args, { parent: 'subscription', id }),
  __resolveReference: ({ id }, { scope }) => scope.load.subscription.load(id),
};
