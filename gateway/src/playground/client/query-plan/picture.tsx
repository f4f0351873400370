import type { KeyboardEvent } from 'react';
import type { ReportedRequest } from '../../../http/graphql/plan-report.ts';
import { colourOf } from './colours.ts';
import { summaryOf } from './fetch-text.ts';
import type { Arrow, FetchBox, Frame, PathLabel, Picture } from './layout.ts';
import { durationOf } from './timeline.tsx';

interface PictureProps {
  readonly picture: Picture;
  readonly requests: readonly ReportedRequest[];
  readonly chosen: number | null;
  readonly onChoose: (index: number) => void;
}

/** How many characters fit into a box. */
const FITS = { name: 12, summary: 24, path: 26 };
/** A plan for which there is not room enough shrinks down to this, and scrolls from there on. */
const SMALLEST = 0.8;

/** The plan as a picture: a box for each fetch, in its subgraph's colour. */
export function PlanPicture({ picture, requests, chosen, onChoose }: PictureProps) {
  const { width, height, fetches, frames, labels, arrows } = picture;
  return (
    <svg
      className="plan-picture"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      style={{ minWidth: SMALLEST * width }}
      aria-label="Query plan"
    >
      <defs>
        <marker id="plan-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {frames.map((frame) => (
        <FrameShape key={`${frame.x} ${frame.y}`} {...frame} />
      ))}
      {arrows.map((arrow) => (
        <ArrowShape key={`${arrow.x} ${arrow.from}`} {...arrow} />
      ))}
      {labels.map((label) => (
        <LabelShape key={`${label.x} ${label.y}`} {...label} />
      ))}
      {fetches.map((box) => (
        <FetchShape
          key={box.index}
          box={box}
          number={requests.findIndex((request) => request.fetches.includes(box.index))}
          requests={requests}
          isChosen={box.index === chosen}
          onChoose={() => onChoose(box.index)}
        />
      ))}
    </svg>
  );
}

function FrameShape({ x, y, width, height, label }: Frame) {
  return (
    <g className="plan-frame">
      <rect x={x} y={y} width={width} height={height} rx="8" />
      <text x={x + 12} y={y + 17}>
        {label}
      </text>
    </g>
  );
}

function ArrowShape({ x, from, to }: Arrow) {
  return <line className="plan-arrow" x1={x} x2={x} y1={from + 3} y2={to - 2} markerEnd="url(#plan-arrow)" />;
}

function LabelShape({ x, y, path }: PathLabel) {
  return (
    <text className="plan-path" x={x + 4} y={y + 13}>
      <title>{path}</title>
      {fromTheEnd(path, FITS.path)}
    </text>
  );
}

interface FetchShapeProps {
  readonly box: FetchBox;
  /** Of its request; -1 where it was in none. */
  readonly number: number;
  readonly requests: readonly ReportedRequest[];
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function FetchShape({ box, number, requests, isChosen, onChoose }: FetchShapeProps) {
  const { x, y, width, height, fetch } = box;
  const request = requests[number];
  const colour = colourOf(fetch.serviceName);
  const outcome = request ? durationOf(request) : 'not needed';
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onChoose();
  };
  return (
    <g
      className="plan-fetch"
      role="button"
      tabIndex={0}
      aria-pressed={isChosen}
      aria-label={`Fetch from ${fetch.serviceName}, ${outcome}`}
      data-subgraph={fetch.serviceName}
      data-idle={request === undefined}
      onClick={onChoose}
      onKeyDown={press}
    >
      <title>{`${fetch.serviceName}, ${outcome}`}</title>
      <rect className="plan-ground" x={x} y={y} width={width} height={height} rx="6" />
      <rect className="plan-fill" x={x} y={y} width={width} height={height} rx="6" fill={colour} stroke={colour} />
      {request && (
        <>
          <circle cx={x + 20} cy={y + 19} r="10" fill={colour} />
          <text className="plan-number" x={x + 20} y={y + 23}>
            {number + 1}
          </text>
        </>
      )}
      <text className="plan-name" x={x + (request ? 37 : 12)} y={y + 23}>
        {fromTheStart(fetch.serviceName, FITS.name)}
      </text>
      <text className="plan-time" x={x + width - 10} y={y + 23} data-failed={request?.failure !== undefined}>
        {outcome}
      </text>
      <text className="plan-summary" x={x + 12} y={y + 43}>
        {fromTheStart(summaryOf(fetch), FITS.summary)}
      </text>
    </g>
  );
}

const fromTheStart = (text: string, max: number) => (text.length > max ? `${text.slice(0, max - 1)}…` : text);
const fromTheEnd = (text: string, max: number) => (text.length > max ? `…${text.slice(1 - max)}` : text);
