import type { Identity, TenantPlan } from '@tessera/identity';
import type { TenantEntitlements } from '@tessera/rpc';

/** What each tenant's plan admits, as billing told it last. */
export interface TenantPlans {
  /** The caller together with its tenant's plan; as it is outside a tenant, and as long as no plans are known. */
  bind(identity: Identity): Identity;
}

export interface KeptPlans extends TenantPlans {
  replace(all: readonly TenantEntitlements[]): void;
  learn(one: TenantEntitlements): void;
}

const NO_PLAN: TenantPlan = Object.freeze({ name: null, features: [] });

export function createTenantPlans(): KeptPlans {
  let plans: Map<string, TenantPlan> | undefined;
  /** The same object for the same caller: requests on their way are shared by callers that are found equal at once. */
  const bound = new WeakMap<Identity, Identity>();
  return {
    bind(identity) {
      if (!plans || identity.tenantId === null) return identity;
      const plan = plans.get(identity.tenantId) ?? NO_PLAN;
      const known = bound.get(identity);
      if (known?.plan === plan) return known;
      const made = { ...identity, plan };
      bound.set(identity, made);
      return made;
    },
    replace(all) {
      plans = new Map(all.map((each) => [each.tenantId, planOf(each)]));
    },
    learn(one) {
      plans?.set(one.tenantId, planOf(one));
    },
  };
}

function planOf({ plan, features }: TenantEntitlements): TenantPlan {
  return plan === '' ? NO_PLAN : { name: plan, features };
}
