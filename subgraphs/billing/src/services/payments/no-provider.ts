import { AppError } from '@tessera/errors';
import type { PaymentProvider } from './provider.ts';

/**
 * In place of the built-in provider where invoices are meant: nobody pays in production with a method that moves no
 * money. Until there is a provider, invoices are paid by what is recorded.
 */
export const noProvider: PaymentProvider = {
  name: 'none',
  accepts: () => false,
  charge: async () => ({ status: 'FAILED', ref: null, failureCode: 'no_payment_provider' }),
  readWebhook() {
    throw new AppError('UNAUTHENTICATED', 'No payment provider is set up here that could send webhooks.');
  },
};
