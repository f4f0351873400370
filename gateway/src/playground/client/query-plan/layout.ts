import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** Everything in the picture is measured in CSS pixels, from its upper left corner. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FetchBox extends Box {
  /** Its place among the plan's fetches, depth first from 0: the gateway numbers them so. */
  readonly index: number;
  readonly fetch: FetchNode;
}

/** Drawn round a part of the plan, with its name on top: `parallel`, `if $flag`. */
export interface Frame extends Box {
  readonly label: string;
}

/** Where in the answer the fetch below it puts what it brings. */
export interface PathLabel extends Box {
  readonly path: string;
}

/** From what comes first down to what comes next. */
export interface Arrow {
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly fetches: readonly FetchBox[];
  readonly frames: readonly Frame[];
  readonly labels: readonly PathLabel[];
  readonly arrows: readonly Arrow[];
}

/** A part of the plan, measured, and not yet put anywhere. */
interface Block {
  readonly width: number;
  readonly height: number;
  readonly put: (x: number, y: number) => void;
}

const FETCH = { width: 182, height: 54 };
const MARGIN = 2;
const BESIDE = 12;
const BETWEEN_LINES = 16;
const BELOW = 26;
const FRAME = { side: 12, top: 26, bottom: 12 };
const LABEL = 20;
const NOTHING: Block = { width: 0, height: 0, put: () => undefined };

/**
 * Lays a plan out: what runs in turn stands below one another, with an arrow in between; what runs at once side by side
 * in a frame, over several lines where there is no room for one.
 * @param room the width that the picture should not exceed, in CSS pixels; a few boxes deep it may have to
 */
export function layOut({ node }: QueryPlan, room: number): Picture {
  const drawing = new Drawing();
  const block = node ? drawing.measure(node, room - 2 * MARGIN) : NOTHING;
  block.put(MARGIN, MARGIN);
  const { fetches, frames, labels, arrows } = drawing;
  return { width: block.width + 2 * MARGIN, height: block.height + 2 * MARGIN, fetches, frames, labels, arrows };
}

class Drawing {
  readonly fetches: FetchBox[] = [];
  readonly frames: Frame[] = [];
  readonly labels: PathLabel[] = [];
  readonly arrows: Arrow[] = [];
  #count = 0;

  measure(node: NonNullable<QueryPlan['node']>, room: number): Block {
    switch (node.kind) {
      case 'Fetch':
        return this.#fetch(node);
      case 'Flatten':
        return this.#labelled(pathText(node.path), this.measure(node.node, room));
      case 'Sequence':
        return this.#column(node.nodes.map((each) => this.measure(each, room)));
      case 'Parallel':
        return this.#parallel(node.nodes, room);
      case 'Condition':
        return this.#branches(node, room);
      case 'Subscription': {
        const rest = node.rest ? [this.#framed('for each event', this.measure(node.rest, insideOf(room)))] : [];
        return this.#column([this.measure(node.primary, room), ...rest]);
      }
      // The gateway asks its planner for none.
      case 'Defer':
        return NOTHING;
    }
  }

  #parallel(nodes: readonly PlanNode[], room: number): Block {
    const inside = insideOf(room);
    return this.#framed('parallel', wrapped(nodes.map((each) => this.measure(each, inside)), inside));
  }

  #fetch(fetch: FetchNode): Block {
    const index = this.#count++;
    return { ...FETCH, put: (x, y) => this.fetches.push({ x, y, ...FETCH, index, fetch }) };
  }

  #column(blocks: readonly Block[]): Block {
    const width = Math.max(...blocks.map((block) => block.width));
    return {
      width,
      height: sum(blocks.map(({ height }) => height)) + BELOW * (blocks.length - 1),
      put: (x, y) => {
        let top = y;
        for (const [at, block] of blocks.entries()) {
          if (at > 0) this.arrows.push({ x: x + width / 2, from: top - BELOW, to: top });
          block.put(x + (width - block.width) / 2, top);
          top += block.height + BELOW;
        }
      },
    };
  }

  #branches({ condition, ifClause, elseClause }: PlanNode & { kind: 'Condition' }, room: number): Block {
    const inside = insideOf(room);
    const branches = [
      ifClause && this.#framed(`if $${condition}`, this.measure(ifClause, inside)),
      elseClause && this.#framed(`unless $${condition}`, this.measure(elseClause, inside)),
    ];
    return wrapped(branches.filter((each) => each !== undefined), room);
  }

  #framed(label: string, inner: Block): Block {
    const width = inner.width + 2 * FRAME.side;
    const height = inner.height + FRAME.top + FRAME.bottom;
    return {
      width,
      height,
      put: (x, y) => {
        this.frames.push({ x, y, width, height, label });
        inner.put(x + FRAME.side, y + FRAME.top);
      },
    };
  }

  #labelled(path: string, inner: Block): Block {
    return {
      width: inner.width,
      height: inner.height + LABEL,
      put: (x, y) => {
        this.labels.push({ x, y, width: inner.width, height: LABEL, path });
        inner.put(x, y + LABEL);
      },
    };
  }
}

const insideOf = (room: number) => room - 2 * FRAME.side;

/** Blocks in lines, as words in a centred paragraph. */
function wrapped(blocks: readonly Block[], room: number): Block {
  const lines: Block[][] = [];
  for (const block of blocks) {
    const line = lines.at(-1);
    if (line && widthOf([...line, block]) <= room) line.push(block);
    else lines.push([block]);
  }
  const width = Math.max(...lines.map(widthOf));
  return {
    width,
    height: sum(lines.map(heightOf)) + BETWEEN_LINES * (lines.length - 1),
    put(x, y) {
      let top = y;
      for (const line of lines) {
        let left = x + (width - widthOf(line)) / 2;
        for (const block of line) {
          block.put(left, top);
          left += block.width + BESIDE;
        }
        top += heightOf(line) + BETWEEN_LINES;
      }
    },
  };
}

const widthOf = (line: readonly Block[]) => sum(line.map(({ width }) => width)) + BESIDE * (line.length - 1);
const heightOf = (line: readonly Block[]) => Math.max(...line.map(({ height }) => height));

/** `customers.nodes[].owner`: the planner writes `@` for each element of a list. */
function pathText(path: readonly (string | number)[]): string {
  return path.join('.').replaceAll('.@', '[]');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
