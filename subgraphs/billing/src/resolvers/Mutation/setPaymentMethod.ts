import type { MutationResolvers } from '../../generated/resolvers.ts';
import { setPaymentMethod as call } from '../../services/subscriptions/set-payment-method.ts';

export const setPaymentMethod: MutationResolvers['setPaymentMethod'] = (_parent, { method }, { scope }) =>
  call(scope, method);
