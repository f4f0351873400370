import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { operationText, requiredText } from './fetch-text.ts';
import { useLastRun, type LastRun, type PlannedRun } from './last-run.ts';
import { layOut, type FetchBox } from './layout.ts';
import { PlanPicture } from './picture.tsx';
import { endOf, millisecondsText, Timeline } from './timeline.tsx';

/** The plan of the operation that was run last. */
export function PlanPane() {
  const run = useLastRun();
  return (
    <section className="plan-pane" aria-label="Query plan of the last run">
      <h2>Query plan</h2>
      <RunReport run={run} />
    </section>
  );
}

function RunReport({ run }: { readonly run: LastRun }) {
  switch (run.kind) {
    case 'none':
      return <p>Run an operation to see which subgraphs it asks, in which order, and how long each of them takes.</p>;
    case 'streamed':
      return <p>The events of a subscription come without the plan: run a query to see one.</p>;
    case 'withheld':
      return (
        <p>
          The gateway answered without its plan. It shows plans to a SUPERADMIN, and outside production to everyone: log
          in as one, and run the operation again.
        </p>
      );
    case 'refused':
      return (
        <>
          <p>The operation was refused before it was planned, and reached no subgraph:</p>
          <ul>
            {run.messages.map((message, at) => (
              <li key={at}>{message}</li>
            ))}
          </ul>
        </>
      );
    case 'planned':
      return <PlanReport key={run.number} {...run} />;
  }
}

function PlanReport({ name, plan }: PlannedRun) {
  const { requests } = plan;
  const place = useRef<HTMLDivElement>(null);
  const room = useWidth(place);
  const picture = useMemo(() => layOut(plan, room), [plan, room]);
  const [chosen, setChosen] = useState<number | null>(null);
  const chosenBox = picture.fetches.find(({ index }) => index === chosen);
  if (picture.fetches.length === 0) {
    return <p>{name ?? 'The operation'} asks no subgraph: the gateway answers it alone.</p>;
  }
  return (
    <>
      <p data-testid="plan-summary">
        <strong>{name ?? 'The operation'}</strong>: {count(picture.fetches.length, 'fetch', 'fetches')} in{' '}
        {count(requests.length, 'request', 'requests')} to{' '}
        {count(new Set(requests.map(({ subgraph }) => subgraph)).size, 'subgraph', 'subgraphs')},{' '}
        {millisecondsText(endOf(requests))}
      </p>
      <div className="plan-scroll" ref={place}>
        <PlanPicture
          picture={picture}
          requests={requests}
          chosen={chosen}
          onChoose={(index) => setChosen(index === chosen ? null : index)}
        />
      </div>
      {chosenBox ? <FetchDetail box={chosenBox} /> : <p className="plan-hint">Click a fetch to read its operation.</p>}
      <h3>Requests</h3>
      <Timeline requests={requests} />
    </>
  );
}

/** The element's width in CSS pixels, as it is now. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    setWidth(element.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function FetchDetail({ box: { fetch } }: { readonly box: FetchBox }) {
  const required = requiredText(fetch);
  return (
    <div className="plan-detail" data-testid="plan-detail">
      <h3>What {fetch.serviceName} is asked</h3>
      <pre>{operationText(fetch)}</pre>
      {required && (
        <>
          <h3>What it is given of each entity</h3>
          <pre>{required}</pre>
        </>
      )}
    </div>
  );
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
