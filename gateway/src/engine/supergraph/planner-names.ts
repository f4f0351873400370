import { Kind, parse, visit, type ArgumentNode, type ObjectFieldNode } from 'graphql';

/** What the planner may add to a client's selection by itself. */
export interface PlannerNames {
  /** Fields of keys, of requirements and of contexts; other words that stand there, too. */
  readonly fields: ReadonlySet<string>;
  /** Those that are asked for with arguments. */
  readonly withArguments: ReadonlySet<string>;
}

/** Arguments of the join specification's directives that hold selections. */
const SELECTIONS: ReadonlySet<string> = new Set(['key', 'requires', 'selection']);

/** Reads the selections of a supergraph's join directives. */
export function plannerNames(sdl: string): PlannerNames {
  const fields = new Set<string>();
  const withArguments = new Set<string>();
  const read = ({ name, value }: ArgumentNode | ObjectFieldNode) => {
    if (value.kind !== Kind.STRING || !SELECTIONS.has(name.value)) return;
    for (const [word] of value.value.matchAll(/[_A-Za-z]\w*/g)) fields.add(word);
    for (const [, word = ''] of value.value.matchAll(/([_A-Za-z]\w*)\s*\(/g)) withArguments.add(word);
  };
  visit(parse(sdl, { noLocation: true }), { Argument: read, ObjectField: read });
  return { fields, withArguments };
}
