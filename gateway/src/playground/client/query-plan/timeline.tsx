import type { ReportedRequest } from '../../../http/graphql/plan-report.ts';
import { colourOf } from './colours.ts';

/** When each request was on its way: a bar from its start to its answer. */
export function Timeline({ requests }: { readonly requests: readonly ReportedRequest[] }) {
  const end = endOf(requests);
  return (
    <ol className="plan-timeline" aria-label="Requests">
      {requests.map((request, at) => {
        const { subgraph, startMs, ms = 0 } = request;
        const bar = { marginLeft: percent(startMs, end), width: percent(ms, end), background: colourOf(subgraph) };
        return (
          <li key={at}>
            <span className="plan-row-name">
              <b>{at + 1}</b> {subgraph}
            </span>
            <span className="plan-track">
              <span className="plan-bar" style={bar} />
            </span>
            <span className="plan-row-time" data-failed={request.failure !== undefined}>
              {durationOf(request)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Milliseconds from the start of the run to the last answer. */
export function endOf(requests: readonly ReportedRequest[]): number {
  return Math.max(0, ...requests.map(({ startMs, ms = 0 }) => startMs + ms));
}

export function durationOf({ ms, failure }: ReportedRequest): string {
  return failure ?? (ms === undefined ? 'unfinished' : millisecondsText(ms));
}

/** `0.42 ms`, `4.2 ms`, `42 ms`: two digits say enough. */
export function millisecondsText(ms: number): string {
  return `${ms >= 10 ? Math.round(ms) : Number(ms.toPrecision(2))} ms`;
}

const percent = (part: number, whole: number) => `${whole > 0 ? (100 * part) / whole : 0}%`;
