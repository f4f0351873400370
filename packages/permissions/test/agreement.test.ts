import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAppError } from '@tessera/errors';
import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { callers, libraryGate, shieldedSchema } from './library.ts';
import { buildOperation } from './operations.ts';

const schema = shieldedSchema();
const gate = libraryGate();

/** What shield refused while the operation really ran. */
function refusalsOf({ errors = [] }: ExecutionResult): string[] {
  return errors
    .map(({ originalError }) => (isAppError(originalError) ? originalError.code : 'none'))
    .filter((code) => ['UNAUTHENTICATED', 'FORBIDDEN', 'ENTITLEMENT_REQUIRED'].includes(code));
}

/**
 * Whether an answer has nothing at a path, wherever its lists branch. The gate tells what it finds first; shield tells
 * nothing of what did not run below a refused field, or fell with one beside it that may not be null.
 */
function isAbsent(data: unknown, path: readonly string[]): boolean {
  if (data === null || data === undefined) return true;
  if (Array.isArray(data)) return data.every((each) => isAbsent(each, path));
  const [key, ...rest] = path;
  return key !== undefined && isAbsent((data as Record<string, unknown>)[key], rest);
}

describe("the gate and the subgraphs' middleware", () => {
  it('agree on random operations by every kind of caller', async () => {
    const seen = { allowed: 0, refused: 0 };
    const choices = fc.array(fc.nat(5_039), { minLength: 30, maxLength: 150 });
    await fc.assert(
      fc.asyncProperty(choices, fc.constantFrom(...callers), async (numbers, identity) => {
        const { source, variables } = buildOperation(schema, numbers);
        const document = parse(source);
        const invalid = validate(schema, document).filter(({ message }) => !message.includes('is never used'));
        expect(invalid).toEqual([]);

        const refusal = gate.compile(document).check(identity, variables);
        const ran = await execute({ schema, document, variableValues: variables, contextValue: { identity } });
        const refusedByShield = refusalsOf(ran);
        expect({ source, variables, refused: refusal !== null }).toEqual({ source, variables, refused: refusedByShield.length > 0 });
        if (refusal) expect(refusedByShield.includes(refusal.code) || isAbsent(ran.data, refusal.path)).toBe(true);
        seen[refusal ? 'refused' : 'allowed'] += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(seen.allowed).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  });
});
