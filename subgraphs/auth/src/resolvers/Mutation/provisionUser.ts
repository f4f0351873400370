import type { MutationResolvers } from '../../generated/resolvers.ts';
import { provisionUser as provision } from '../../services/registration/provision-user.ts';
import { registrationInput } from '../registration-input.ts';

export const provisionUser: MutationResolvers['provisionUser'] = (_parent, { input, idempotencyKey }, { scope }) =>
  provision(scope, registrationInput(input, idempotencyKey));
