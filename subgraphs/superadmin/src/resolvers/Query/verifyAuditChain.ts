import type { QueryResolvers } from '../../generated/resolvers.ts';
import { verifyAuditChain as verify } from '../../services/verify-audit-chain.ts';

export const verifyAuditChain: QueryResolvers['verifyAuditChain'] = (_parent, args, { scope }) => verify(scope, args);
