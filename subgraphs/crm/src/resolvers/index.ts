import type { Resolvers } from '../generated/resolvers.ts';
import { Customer } from './Customer.ts';
import { Deal } from './Deal.ts';
import { Interaction } from './Interaction.ts';
import { Lead } from './Lead.ts';
import { convertLead } from './Mutation/convertLead.ts';
import { createCustomer } from './Mutation/createCustomer.ts';
import { createDeal } from './Mutation/createDeal.ts';
import { createInteraction } from './Mutation/createInteraction.ts';
import { createLead } from './Mutation/createLead.ts';
import { createPipeline } from './Mutation/createPipeline.ts';
import { createStage } from './Mutation/createStage.ts';
import { deleteCustomer } from './Mutation/deleteCustomer.ts';
import { deleteDeal } from './Mutation/deleteDeal.ts';
import { deleteInteraction } from './Mutation/deleteInteraction.ts';
import { deleteLead } from './Mutation/deleteLead.ts';
import { deletePipeline } from './Mutation/deletePipeline.ts';
import { deleteStage } from './Mutation/deleteStage.ts';
import { grantAccess } from './Mutation/grantAccess.ts';
import { loseDeal } from './Mutation/loseDeal.ts';
import { moveDeal } from './Mutation/moveDeal.ts';
import { reopenDeal } from './Mutation/reopenDeal.ts';
import { reorderStages } from './Mutation/reorderStages.ts';
import { revokeAccess } from './Mutation/revokeAccess.ts';
import { updateCustomer } from './Mutation/updateCustomer.ts';
import { updateDeal } from './Mutation/updateDeal.ts';
import { updateInteraction } from './Mutation/updateInteraction.ts';
import { updateLead } from './Mutation/updateLead.ts';
import { updatePipeline } from './Mutation/updatePipeline.ts';
import { updateStage } from './Mutation/updateStage.ts';
import { winDeal } from './Mutation/winDeal.ts';
import { Pipeline } from './Pipeline.ts';
import { customer } from './Query/customer.ts';
import { customers } from './Query/customers.ts';
import { deal } from './Query/deal.ts';
import { deals } from './Query/deals.ts';
import { grants } from './Query/grants.ts';
import { interaction } from './Query/interaction.ts';
import { interactions } from './Query/interactions.ts';
import { lead } from './Query/lead.ts';
import { leads } from './Query/leads.ts';
import { pipeline } from './Query/pipeline.ts';
import { pipelines } from './Query/pipelines.ts';
import { RecordGrant } from './RecordGrant.ts';
import { scalars } from './scalars.ts';
import { Tenant } from './Tenant.ts';
import { TenantLimits } from './TenantLimits.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    customer,
    customers,
    deal,
    deals,
    grants,
    interaction,
    interactions,
    lead,
    leads,
    pipeline,
    pipelines,
  },
  Mutation: {
    convertLead,
    createCustomer,
    createDeal,
    createInteraction,
    createLead,
    createPipeline,
    createStage,
    deleteCustomer,
    deleteDeal,
    deleteInteraction,
    deleteLead,
    deletePipeline,
    deleteStage,
    grantAccess,
    loseDeal,
    moveDeal,
    reopenDeal,
    reorderStages,
    revokeAccess,
    updateCustomer,
    updateDeal,
    updateInteraction,
    updateLead,
    updatePipeline,
    updateStage,
    winDeal,
  },
  Customer,
  Deal,
  Interaction,
  Lead,
  Pipeline,
  RecordGrant,
  Tenant,
  TenantLimits,
  User,
};
