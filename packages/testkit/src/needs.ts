/** Jest's, which tests find in their global scope: `tools/test.ts` loads this package outside of Jest. */
interface DescribeBlock {
  (name: string, tests: () => void): void;
  skip(name: string, tests: () => void): void;
}

/**
 * A block of tests that needs something a machine may lack, named by the variable in which `npm test` tells where it
 * is. Without it the block is skipped, and its name says why.
 */
export function describeWith(variable: string, name: string, tests: (value: string) => void): void {
  const { describe } = globalThis as unknown as { describe: DescribeBlock };
  const value = process.env[variable];
  if (value) describe(name, () => tests(value));
  else describe.skip(`${name} (skipped: ${variable} is not set; \`npm test\` says what is missing)`, () => tests(''));
}
