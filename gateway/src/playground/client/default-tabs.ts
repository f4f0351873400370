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

const API_KEYS = `# API keys let programs in, in place of a login.
#
# 1. Run MakeApiKey (the arrow beside "run" lets you choose) and copy the secret: it is shown once.
# 2. Put it into Headers, below: { "Authorization": "Bearer tsk_..." }
# 3. Run AsProgram: it reads customers, and nothing beyond its scopes.
# 4. Take the header away again and run ListApiKeys.

mutation MakeApiKey {
  createApiKey(name: "My program", scopes: ["crm:read"]) {
    secret
    apiKey {
      id
      prefix
      expiresAt
    }
  }
}

query AsProgram {
  customers(first: 5) {
    nodes {
      name
    }
  }
}

query ListApiKeys {
  apiKeys {
    nodes {
      name
      prefix
      scopes
      lastUsedAt
      active
      createdBy {
        email
      }
    }
  }
}
`;

/** What a first visit to the demo shows. Later ones show what was left open. */
export const DEFAULT_TABS: Tabs = [
  { query: WELCOME },
  { query: CREATE, variables: JSON.stringify(NEW_CUSTOMER, null, 2) },
  { query: PLATFORM },
  { query: API_KEYS },
];
