import { AppError } from '@tessera/errors';
import { newApiKey } from '@tessera/identity';
import { AuthServiceDefinition, rpcService, type IntrospectApiKeyResponse, type RpcService } from '@tessera/rpc';
import { v7 } from 'uuid';

const UNKNOWN: IntrospectApiKeyResponse = {
  active: false,
  userId: '',
  tenantId: '',
  role: '',
  scopes: [],
  expiresAtMs: 0,
  apiKeyId: '',
  reason: 'UNKNOWN',
};

/** What auth knows of API keys, and what it was asked. */
export class ApiKeyBook {
  readonly #answers = new Map<string, IntrospectApiKeyResponse>();
  /** The keys asked about, in order. */
  readonly asked: string[] = [];
  /** Set it, and answers wait for it. */
  hold: Promise<void> | null = null;
  isAway = false;

  /** Makes a key, active unless told otherwise. */
  issue(answer: Partial<IntrospectApiKeyResponse> = {}): { readonly secret: string; readonly answer: IntrospectApiKeyResponse } {
    const { secret } = newApiKey();
    const facts = { apiKeyId: v7(), userId: v7(), tenantId: v7(), role: 'OWNER', scopes: ['crm:read'], expiresAtMs: Date.now() + 60_000 };
    return { secret, answer: this.change(secret, { ...facts, active: true, reason: '', ...answer }) };
  }

  change(secret: string, answer: Partial<IntrospectApiKeyResponse>): IntrospectApiKeyResponse {
    const changed = { ...(this.#answers.get(secret) ?? UNKNOWN), ...answer };
    this.#answers.set(secret, changed);
    return changed;
  }

  async introspect(apiKey: string): Promise<IntrospectApiKeyResponse> {
    this.asked.push(apiKey);
    if (this.isAway) throw new AppError('UNAVAILABLE', 'Auth is away.');
    const answer = this.#answers.get(apiKey) ?? UNKNOWN;
    await this.hold;
    return answer;
  }

  get service(): RpcService {
    return rpcService(AuthServiceDefinition, {
      introspectApiKey: ({ apiKey }) => this.introspect(apiKey),
      validateToken: notHere,
      getUserAuthStatus: notHere,
      validateCredentials: notHere,
    });
  }
}

async function notHere(): Promise<never> {
  throw new Error('No gateway asks this.');
}
