import type { GraphiQL } from 'graphiql';
import type { ComponentProps } from 'react';

type Tabs = ComponentProps<typeof GraphiQL>['defaultTabs'];

const WELCOME = `# Tessera: one endpoint, several services.
#
# 1. Log in with the button at the top.
# 2. Press Ctrl+Enter (Cmd+Enter on a Mac).
#
# auth says who you are, tenants your role and
# tenant, and crm whom the tenant sells to.

query Welcome {
  me {
    id
    email
    role
    tenant {
      name
      slug
      status
    }
  }
  customers(first: 5) {
    totalCount
    nodes {
      name
      email
      company
    }
  }
}
`;

const PLATFORM = `# For the SUPERADMIN: what no tenant can ask.

query Platform {
  tenantSummaries(first: 10) {
    nodes {
      tenant {
        name
        slug
      }
      users
      customers
      asOf
      lagEvents
      complete
    }
  }
  serviceSummaries {
    service
    records
    tenants
    recordsPerTenant
    lagEvents
  }
}
`;

const CREATE = `# A change, with its input as a variable.

mutation CreateCustomer($input: CreateCustomerInput!) {
  createCustomer(input: $input) {
    id
    name
    email
    company
    version
  }
}
`;

const NEW_CUSTOMER = { input: { name: 'Grace Hopper', email: 'grace@example.com', company: 'Compilers Ltd' } };

/** What a first visit to the demo shows. Later ones show what was left open. */
export const DEFAULT_TABS: Tabs = [
  { query: WELCOME },
  { query: CREATE, variables: JSON.stringify(NEW_CUSTOMER, null, 2) },
  { query: PLATFORM },
];
