import type { MutationResolvers } from '../../generated/resolvers.ts';
import { register as registerUser } from '../../services/registration/register.ts';
import { registrationInput } from '../registration-input.ts';

export const register: MutationResolvers['register'] = (_parent, { input, idempotencyKey }, { scope }) =>
  registerUser(scope, registrationInput(input, idempotencyKey));
