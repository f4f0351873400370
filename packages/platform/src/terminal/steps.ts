/** Tells a person at the terminal what is going on: each step while it lasts, and how long it took. */
export interface Steps {
  /** Runs one step. `detail` turns what it gave into a few words for its line. */
  run<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  /** A line of its own, between steps. */
  say(line: string): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const NAME_WIDTH = 34;

/** On a terminal a running step turns and counts; elsewhere (a log, CI) it has a line at its start and at its end. */
export function createSteps(output: NodeJS.WriteStream = process.stdout): Steps {
  const show = output.isTTY ? turning(output) : plain(output);
  return {
    async run(name, work, detail) {
      const startedAt = Date.now();
      const end = show(name, startedAt);
      try {
        const result = await work();
        end('✓', detail?.(result) ?? '', Date.now() - startedAt);
        return result;
      } catch (error) {
        end('✗', '', Date.now() - startedAt);
        throw error;
      }
    },
    say: (line) => void output.write(`${line}\n`),
  };
}

type ShowStep = (name: string, startedAt: number) => (sign: string, detail: string, tookMs: number) => void;

function turning(output: NodeJS.WriteStream): ShowStep {
  return (name, startedAt) => {
    let frame = 0;
    const draw = () => {
      frame = (frame + 1) % FRAMES.length;
      output.write(`\r\x1b[2K${FRAMES[frame]} ${name.padEnd(NAME_WIDTH)} ${seconds(Date.now() - startedAt)}`);
    };
    draw();
    const timer = setInterval(draw, FRAME_MS);
    return (sign, detail, tookMs) => {
      clearInterval(timer);
      output.write(`\r\x1b[2K${closingLine(name, sign, detail, tookMs)}`);
    };
  };
}

function plain(output: NodeJS.WriteStream): ShowStep {
  return (name) => {
    output.write(`  ${name} …\n`);
    return (sign, detail, tookMs) => void output.write(closingLine(name, sign, detail, tookMs));
  };
}

function closingLine(name: string, sign: string, detail: string, tookMs: number): string {
  return `${sign} ${name.padEnd(NAME_WIDTH)} ${seconds(tookMs)}${detail ? `  ${detail}` : ''}\n`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
