import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAppError } from '@tessera/errors';
import { execute, parse, validate, type ExecutionResult } from 'graphql';
import type { Refusal } from '../src/refusal.ts';
import { callers, libraryGate, shieldedSchema } from './library.ts';
import { buildOperation } from './operations.ts';

const schema = shieldedSchema();
const gate = libraryGate();

interface ShieldRefusal {
  readonly code: string;
  readonly path: readonly string[];
}

/** What shield refused while the operation really ran. */
function refusalsOf({ errors = [] }: ExecutionResult): ShieldRefusal[] {
  return errors
    .map(({ originalError, path = [] }) => ({
      code: isAppError(originalError) ? originalError.code : 'none',
      path: path.filter((key) => typeof key === 'string'),
    }))
    .filter(({ code }) => ['UNAUTHENTICATED', 'FORBIDDEN', 'ENTITLEMENT_REQUIRED'].includes(code));
}

/** For the same reason, or above it: what is below a refused field does not run, and the gate tells what it finds first. */
const explains = (told: Refusal) => (shown: ShieldRefusal) =>
  shown.code === told.code || shown.path.every((key, at) => told.path[at] === key);

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
        if (refusal) expect(refusedByShield.some(explains(refusal))).toBe(true);
        seen[refusal ? 'refused' : 'allowed'] += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(seen.allowed).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  });
});
