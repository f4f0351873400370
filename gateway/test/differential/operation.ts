import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Session } from './session.ts';

/** An operation as a client sends it, valid against the API schema. */
export interface TestOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Path = readonly (string | number)[];

export interface Location {
  readonly line: number;
  readonly column: number;
}

export interface TestError {
  readonly path: Path | undefined;
  /** `INTERNAL_SERVER_ERROR` where the error has none. */
  readonly code: string;
  readonly locations: readonly Location[] | undefined;
  readonly message: string;
}

export interface TestAnswer {
  /** JSON text. */
  readonly data: string;
  readonly errors: readonly TestError[];
}

/** Something that answers operations on a composed graph by asking its subgraphs. */
export interface Contestant {
  readonly name: string;
  /** Whether its errors tell where in the document their fields are. */
  readonly tellsLocations: boolean;
  /** @throws TooHardToPlan for what is to be counted and not to be compared */
  run(operation: TestOperation, session: Session): Promise<TestAnswer>;
  /** The plan as text, for the report on a failure. */
  explain(operation: TestOperation): string;
  close(): Promise<void>;
}

interface GraphqlErrorShape {
  readonly message: string;
  readonly path?: Path;
  readonly locations?: readonly Location[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export function toTestError({ message, path, locations, extensions }: GraphqlErrorShape): TestError {
  const code = extensions?.['code'];
  return { message, path, locations, code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR' };
}
