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

const CONTENT = `# What a site reads: one page and its menu,
# articles with authors and pictures.
# And what its editors have still to do.

query Content {
  siteMenu {
    title
    path
  }
  publishedPage(path: "/") {
    title
    regions {
      name
      items {
        type
        title
      }
    }
  }
  publishedItems(type: "article", first: 3) {
    totalCount
    nodes {
      title
      slug
      publishedAt
      references(field: "author") {
        title
      }
      media {
        url
      }
    }
  }
  contentItems(first: 5, filter: { state: [IN_REVIEW] }) {
    totalCount
    nodes {
      title
      owner {
        email
      }
    }
  }
}
`;

const BILLING = `# What the tenant has bought, and whom it bills.
# Amounts are in cents: 9999 is 99.99.

query Billing {
  tenant {
    subscription {
      status
      quantity
      monthlyMinor
      currency
      periodEnd
      plan {
        name
        features
      }
      usage {
        metric
        quantity
        amountMinor
      }
    }
  }
  invoices(first: 5) {
    totalCount
    nodes {
      number
      status
      amountMinor
      dueMinor
      currency
      customer {
        name
      }
      lines {
        description
        amountMinor
      }
    }
  }
}
`;

const PLATFORM = `# What no tenant can ask:
# log in as superadmin@tessera.example.

query Platform {
  tenantSummaries(
    first: 10
    orderBy: { field: CUSTOMERS, direction: DESC }
  ) {
    nodes {
      tenant {
        name
        slug
      }
      users
      customers
      contentItems
      monthlyRecurring {
        amountMinor
        currency
      }
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
# 1. Press run, choose MakeApiKey, and copy the
#    secret: it is shown once.
# 2. Put it into Headers, below:
#    { "Authorization": "Bearer tsk_..." }
# 3. Run AsProgram: it reads customers, and
#    nothing beyond its scopes.
# 4. Take the header away, and run ListApiKeys.

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
  { query: CONTENT },
  { query: BILLING },
  { query: API_KEYS },
  { query: PLATFORM },
];
