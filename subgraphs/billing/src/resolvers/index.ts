import type { Resolvers } from '../generated/resolvers.ts';
import { Customer } from './Customer.ts';
import { Invoice } from './Invoice.ts';
import { CreditNote, InvoiceLine, Payment, UsageRecord, UsageTotal } from './money.ts';
import { archivePlan } from './Mutation/archivePlan.ts';
import { cancelSubscription } from './Mutation/cancelSubscription.ts';
import { changeSubscription } from './Mutation/changeSubscription.ts';
import { createCreditNote } from './Mutation/createCreditNote.ts';
import { createInvoice } from './Mutation/createInvoice.ts';
import { createPlan } from './Mutation/createPlan.ts';
import { deleteInvoice } from './Mutation/deleteInvoice.ts';
import { markInvoiceUncollectible } from './Mutation/markInvoiceUncollectible.ts';
import { moveBillingClock } from './Mutation/moveBillingClock.ts';
import { openInvoice } from './Mutation/openInvoice.ts';
import { pauseSubscription } from './Mutation/pauseSubscription.ts';
import { payInvoice } from './Mutation/payInvoice.ts';
import { recordPayment } from './Mutation/recordPayment.ts';
import { recordUsage } from './Mutation/recordUsage.ts';
import { resumeSubscription } from './Mutation/resumeSubscription.ts';
import { setPaymentMethod } from './Mutation/setPaymentMethod.ts';
import { subscribe } from './Mutation/subscribe.ts';
import { updateInvoice } from './Mutation/updateInvoice.ts';
import { updatePlan } from './Mutation/updatePlan.ts';
import { voidInvoice } from './Mutation/voidInvoice.ts';
import { Plan } from './Plan.ts';
import { invoice } from './Query/invoice.ts';
import { invoices } from './Query/invoices.ts';
import { plan } from './Query/plan.ts';
import { plans } from './Query/plans.ts';
import { previewChange } from './Query/previewChange.ts';
import { subscription } from './Query/subscription.ts';
import { subscriptions } from './Query/subscriptions.ts';
import { ChangePreview, NextInvoice } from './previews.ts';
import { Tenant } from './Tenant.ts';
import { TenantSubscription } from './TenantSubscription.ts';

export const resolvers: Resolvers = {
  Query: {
    invoice,
    invoices,
    plan,
    plans,
    previewChange,
    subscription,
    subscriptions,
  },
  Mutation: {
    archivePlan,
    cancelSubscription,
    changeSubscription,
    createCreditNote,
    createInvoice,
    createPlan,
    deleteInvoice,
    markInvoiceUncollectible,
    moveBillingClock,
    openInvoice,
    pauseSubscription,
    payInvoice,
    recordPayment,
    recordUsage,
    resumeSubscription,
    setPaymentMethod,
    subscribe,
    updateInvoice,
    updatePlan,
    voidInvoice,
  },
  ChangePreview,
  NextInvoice,
  CreditNote,
  Customer,
  Invoice,
  InvoiceLine,
  Payment,
  Plan,
  Tenant,
  TenantSubscription,
  UsageRecord,
  UsageTotal,
};
