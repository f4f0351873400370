import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import 'graphiql/style.css';
import './playground.css';
import { AccountMenu } from './account-menu.tsx';
import { DEFAULT_TABS } from './default-tabs.ts';
import { fetcher } from './fetcher.ts';
import { QUERY_PLAN_PLUGIN } from './query-plan/plugin.tsx';
import { runByKeys } from './run-by-keys.ts';
import { resume } from './session.ts';

const PLUGINS = [HISTORY_PLUGIN, QUERY_PLAN_PLUGIN];

function Playground({ demo }: { readonly demo: boolean }) {
  return (
    <>
      <header className="bar">
        <img src="/playground/favicon.svg" alt="" width="24" height="24" />
        <h1>
          Tessera <span>Playground</span>
        </h1>
        {demo && <AccountMenu />}
      </header>
      <main>
        <GraphiQL fetcher={fetcher} plugins={PLUGINS} defaultTabs={demo ? DEFAULT_TABS : undefined}>
          <GraphiQL.Logo> </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

const root = document.getElementById('playground');
if (root) {
  // Before the editor asks for the schema: its requests carry the header too.
  void resume();
  document.addEventListener('keydown', runByKeys);
  createRoot(root).render(
    <StrictMode>
      <Playground demo={root.dataset['demo'] === 'true'} />
    </StrictMode>,
  );
}
