import type { FieldNode, SelectionSetNode, SourceLocation } from 'graphql';
import { collectFields, type Selections } from './collect-fields.ts';
import { locationOf } from './source-lines.ts';

/** The nodes that ask for one field: all name the same one. */
export type Nodes = readonly [FieldNode, ...FieldNode[]];

/** A field as an answer has it, with all nodes of the document that ask for it there. */
export class Place {
  readonly nodes: Nodes;
  readonly fieldName: string;
  /** `Type.field`, as errors name it. */
  readonly coordinate: string;
  #locations: readonly SourceLocation[] | undefined;
  #below: ReadonlyMap<string, Place> | undefined;

  constructor(typeName: string, nodes: Nodes) {
    this.nodes = nodes;
    this.fieldName = nodes[0].name.value;
    this.coordinate = `${typeName}.${this.fieldName}`;
  }

  /** Undefined where the document was parsed without locations. */
  get locations(): readonly SourceLocation[] | undefined {
    this.#locations ??= this.nodes.flatMap(({ loc }) => (loc ? [locationOf(loc)] : []));
    return this.#locations.length > 0 ? this.#locations : undefined;
  }

  /** What is asked of the field's value whichever type it has: for errors below a value that is not there. */
  below(selections: Selections): ReadonlyMap<string, Place> {
    this.#below ??= new Map(
      [...collectFields(selections, undefined, selectionSetsOf(this.nodes))].map(([name, nodes]) => [
        name,
        new Place(this.fieldName, nodes),
      ]),
    );
    return this.#below;
  }
}

export function selectionSetsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}

export function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
