const MAX_PATTERN = 200;
/** Repetitions without a small bound cost a step for each character, and one after the other their product. */
const MAX_REPETITIONS = 3;
/** A repetition up to this often is a small one. */
const SMALL = 10;

/** The longest text that a pattern is asked about: with three repetitions, at most some million steps. */
export const MAX_MATCHED = 256;

/**
 * Why a pattern is not taken; null when it is. JavaScript's engine tries again from every place where it could have gone
 * on otherwise: a repetition within a repetition makes that exponential, and a short text holds the process for years.
 * So only what cannot do that is taken, a subset that is easy to tell: no repetition of a group that varies itself, no
 * back-references, no look-around, and few repetitions in all.
 */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN) return `It is longer than ${MAX_PATTERN} characters.`;
  return isExpression(pattern) ? scan(pattern) : 'It is not a regular expression of JavaScript (with the flag u).';
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
}

const TOKEN = /\\(?:k<|.)|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?(?::|<[^>]*>)|[()|]|[*+?]\??|\{\d+(?:,\d*)?\}\??|[^]/gu;

function scan(pattern: string): string | null {
  // For each group that is open, whether something in it is repeated or chosen.
  const varied: boolean[] = [false];
  const vary = () => (varied[varied.length - 1] = true);
  let isVariedBefore = false;
  let repetitions = 0;
  for (const [token] of pattern.matchAll(TOKEN)) {
    const wasVaried = isVariedBefore;
    isVariedBefore = false;
    if (/^\\(?:k|[1-9])/.test(token)) return 'It refers back to a group; say what is meant without that.';
    if (/^\(\?<?[=!]/.test(token)) return 'It looks ahead or behind; say what is meant without that.';
    if (token.startsWith('(')) varied.push(false);
    if (token === '|') vary();
    if (token === ')') {
      isVariedBefore = varied.pop() === true;
      if (isVariedBefore) vary();
    }
    if (isRepetition(token)) {
      if (wasVaried && !token.startsWith('?')) {
        return 'It repeats a group in which something is repeated or chosen; write that out, or use several fields.';
      }
      vary();
      if (isLarge(token)) repetitions += 1;
    }
  }
  return repetitions > MAX_REPETITIONS ? `It has more than ${MAX_REPETITIONS} repetitions without a small bound.` : null;
}

const isRepetition = (token: string) => /^(?:[*+?]|\{\d)/.test(token);

function isLarge(token: string): boolean {
  const [, least = '0', most] = /^\{(\d+)(?:,(\d*))?/.exec(token) ?? [];
  if (token.startsWith('?')) return false;
  if (!token.startsWith('{')) return true;
  return Number(most === undefined ? least : most || Infinity) > SMALL;
}
