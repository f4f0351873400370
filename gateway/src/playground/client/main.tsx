import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import 'graphiql/style.css';
import './playground.css';
import { AccountMenu } from './account-menu.tsx';
import { DEFAULT_TABS } from './default-tabs.ts';
import { fetchAsAccount, resume } from './session.ts';

const fetcher = createGraphiQLFetcher({ url: '/graphql', fetch: fetchAsAccount });

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
        <GraphiQL fetcher={fetcher} defaultTabs={DEFAULT_TABS}>
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
  createRoot(root).render(
    <StrictMode>
      <Playground demo={root.dataset['demo'] === 'true'} />
    </StrictMode>,
  );
}
