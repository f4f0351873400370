const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*$/;
const MAX_KEY_LENGTH = 100;
const MAX_VALUE_BYTES = 16 * 1024;
const CREDENTIAL = /(^|[.-])(password|passphrase|secret|token|credential|credentials|private-key|api-key)$/;

/** What is wrong with a setting's key, or null. */
export function keyProblem(key: string): string | null {
  if (key.length > MAX_KEY_LENGTH || !KEY.test(key)) {
    return 'A key is lower-case words with digits and hyphens, joined by dots, for example `support.email`.';
  }
  if (CREDENTIAL.test(key)) return 'A setting is shown in the audit trail. Keep a secret in the vault.';
  return null;
}

/** What is wrong with a setting's value, or null. */
export function valueProblem(value: unknown): string | null {
  if (value === undefined || value === null) return 'A setting has a value.';
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_VALUE_BYTES) return 'A value has at most 16 KiB as JSON.';
  return null;
}
