import type { GraphiQL } from 'graphiql';
import type { ComponentProps } from 'react';
import { PlanPane } from './pane.tsx';
import './query-plan.css';

type Plugin = NonNullable<ComponentProps<typeof GraphiQL>['plugins']>[number];

/** A button in the sidebar, and the pane that it opens. */
export const QUERY_PLAN_PLUGIN: Plugin = { title: 'Query plan', icon: PlanIcon, content: PlanPane };

function PlanIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M8 2.75h8v5.5H8zM1.75 15.75h8v5.5h-8zM14.25 15.75h8v5.5h-8zM12 8.25V12M5.75 15.75V12h12.5v3.75" />
    </svg>
  );
}
