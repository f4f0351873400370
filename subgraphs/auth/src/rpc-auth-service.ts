import { AuthServiceDefinition, methodPath, rpcService, type IntrospectApiKeyResponse, type RpcService } from '@tessera/rpc';
import { backgroundOf, type Runtime } from './background.ts';
import { introspectApiKey, type KeyStanding } from './services/api-keys/introspect-api-key.ts';
import { findAuthStatus } from './services/find-auth-status.ts';
import { validateCredentials } from './services/validate-credentials.ts';
import { validateToken } from './services/validate-token.ts';

/** Who may ask what, and why: docs/grpc.md. */
export const authServiceCallers = {
  // The gateway admits requests.
  [methodPath(AuthServiceDefinition, 'validateToken')]: ['gateway'],
  [methodPath(AuthServiceDefinition, 'introspectApiKey')]: ['gateway'],
  // Tenants registers and invites; superadmin shows operators how an account stands.
  [methodPath(AuthServiceDefinition, 'getUserAuthStatus')]: ['tenants', 'superadmin'],
  // Before what cannot be undone, a tenant's deletion say, the person proves itself again.
  [methodPath(AuthServiceDefinition, 'validateCredentials')]: ['tenants'],
};

/** What other services may ask about credentials and sessions. */
export function authService(runtime: Runtime): RpcService {
  const dbOf = (requestId: string) => runtime.database.platform({ userId: null, requestId });
  return rpcService(AuthServiceDefinition, {
    async validateToken({ accessToken }, { requestId }) {
      const state = await validateToken({ ...backgroundOf(runtime), db: dbOf(requestId) }, accessToken);
      if ('refused' in state) return { ...NO_TOKEN, reason: state.refused };
      const { tenantId, actReason = '', ...claims } = state.claims;
      const expiresAtMs = state.expiresAt.getTime();
      return { active: true, reason: '', ...claims, tenantId: tenantId ?? '', actReason, expiresAtMs };
    },
    async getUserAuthStatus({ userId }, { requestId }) {
      const found = await findAuthStatus(dbOf(requestId), userId);
      if (!found) return NO_USER;
      return {
        userId: found.user.id,
        email: found.user.email,
        status: found.user.status,
        platformAdmin: found.isAdmin,
        openSessions: found.openSessions,
        lastLoginAtMs: found.lastLoginAt?.getTime() ?? 0,
        lockedUntilMs: found.lockedUntil?.getTime() ?? 0,
      };
    },
    async validateCredentials(request, { caller, requestId }) {
      const origin = { requestId, address: null, userAgent: `rpc ${caller}` };
      const user = await validateCredentials({ ...backgroundOf(runtime), ...origin, db: dbOf(requestId) }, request);
      return { valid: user?.status === 'ACTIVE', userId: user?.id ?? '', status: user?.status ?? '' };
    },
    async introspectApiKey({ apiKey }, { requestId }) {
      const onError = (error: unknown) => runtime.log.warn({ err: error }, 'that an API key was used could not be written');
      const scope = { ...backgroundOf(runtime), db: dbOf(requestId), requestId };
      return introspection(await introspectApiKey(scope, apiKey, onError));
    },
  });
}

function introspection(standing: KeyStanding): IntrospectApiKeyResponse {
  if (!standing.key) return { ...NO_KEY, reason: standing.refused };
  const { id: apiKeyId, userId, tenantId, scopes, expiresAt } = standing.key;
  const known = { ...NO_KEY, apiKeyId, userId, tenantId };
  if ('refused' in standing) return { ...known, reason: standing.refused };
  const expiresAtMs = expiresAt.getTime();
  return { ...known, active: true, role: standing.role, scopes: [...scopes], expiresAtMs, reason: '' };
}

const NO_TOKEN = { active: false, userId: '', sessionId: '', tenantId: '', role: '', actReason: '', expiresAtMs: 0 };
const NO_USER = {
  userId: '', email: '', status: '', platformAdmin: false, openSessions: 0, lastLoginAtMs: 0, lockedUntilMs: 0,
};
const NO_KEY = { active: false, userId: '', tenantId: '', role: '', scopes: [], expiresAtMs: 0, apiKeyId: '' };
