/** What a process of the benchmark is asked over its channel, by number, and what it says back. */
export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly of: unknown;
}

export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/**
 * Answers the process that started this one, until it is gone; then this one ends too, so that none is left behind.
 * @param handlers by the name of the question
 */
export function answerParent(handlers: Readonly<Record<string, (of: never) => unknown>>): void {
  process.on('message', (question: Question) => void reply(question, handlers[question.ask]));
  process.on('disconnect', () => process.exit(0));
}

async function reply({ id, ask, of }: Question, handler: ((of: never) => unknown) | undefined): Promise<void> {
  try {
    if (!handler) throw new Error(`Nobody here answers "${ask}".`);
    process.send?.({ id, result: await handler(of as never) });
  } catch (error) {
    process.send?.({ id, error: String((error as Error).stack ?? error) });
  }
}
