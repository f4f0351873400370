import { WHO, type AccessExpectations, type ExpectedAccess } from '@tessera/testkit';

/**
 * "crm: SUPERADMIN, OWNER and ADMIN RW; MEMBER RW own; VIEWER R granted; AUDITOR none". Which rows is the database's
 * part.
 */
const read: ExpectedAccess = { roles: WHO.readers, scope: 'crm:read' };
const write: ExpectedAccess = { roles: WHO.writers, entered: true, scope: 'crm:write' };
/** Pipelines have no owner, so no MEMBER has one of their own. */
const manage: ExpectedAccess = { roles: WHO.managers, entered: true, scope: 'crm:write' };

const single = ['customer', 'lead', 'deal', 'pipeline', 'interaction'];
const reads = single.flatMap((name) => [name, `${name}s`]);
const writes = [
  ['createCustomer', 'updateCustomer', 'deleteCustomer'],
  ['createLead', 'updateLead', 'deleteLead', 'convertLead'],
  ['createDeal', 'updateDeal', 'deleteDeal', 'moveDeal', 'winDeal', 'loseDeal', 'reopenDeal'],
  ['createInteraction', 'updateInteraction', 'deleteInteraction', 'grantAccess', 'revokeAccess'],
];
const manages = [
  'createPipeline',
  'updatePipeline',
  'deletePipeline',
  'createStage',
  'updateStage',
  'deleteStage',
  'reorderStages',
];

export const access: AccessExpectations = {
  ...Object.fromEntries(reads.map((name) => [`Query.${name}`, read])),
  ...Object.fromEntries(writes.flat().map((name) => [`Mutation.${name}`, write])),
  ...Object.fromEntries(manages.map((name) => [`Mutation.${name}`, manage])),
  // Grants are listed by those who could give them.
  'Query.grants': { roles: WHO.writers, scope: 'crm:read' },
};
