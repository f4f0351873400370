import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, eventually } from '@tessera/testkit';
import { parse } from 'graphql';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { startOpenGateway, type RunningGateway } from '../src/index.ts';
import { EventFeed } from './support/event-feed.ts';
import { startSubgraph, type RunningTestSubgraph } from './support/subgraph-server.ts';

const feed = new EventFeed<{ ticked: string }>();
const clock = {
  name: 'clock',
  typeDefs: 'type Query { now: String } type Subscription { ticked: String! }',
  resolvers: { Subscription: { ticked: { subscribe: () => feed.follow() } } },
};
const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

describeWith('TESSERA_TEST_CHROMIUM', 'the Playground, in front of a subgraph with subscriptions,', (executablePath) => {
  let folder: string;
  let subgraph: RunningTestSubgraph;
  let gateway: RunningGateway;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-clock-'));
    subgraph = await startSubgraph(clock, null);
    const { supergraphSdl = '' } = composeServices([{ name: 'clock', url: subgraph.url, typeDefs: parse(clock.typeDefs) }]);
    const supergraphPath = join(folder, 'supergraph.graphql');
    await writeFile(supergraphPath, supergraphSdl);
    gateway = await startOpenGateway({ supergraphPath, host: '127.0.0.1', port: 0, production: false, logLevel: 'silent' });
    context = await chromium.launchPersistentContext(join(folder, 'browser'), { executablePath, args: BROWSER_ARGS });
    page = await context.newPage();
    // The first page view bundles the editor.
    await page.goto(gateway.url, { waitUntil: 'load', timeout: 60_000 });
  }, 120_000);
  afterAll(async () => {
    await context?.close();
    await gateway?.stop();
    await subgraph?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows each event as it comes, and leaves the subgraph when it is stopped', async () => {
    const editor = page.locator('.graphiql-editor .monaco-editor').first();
    // What is typed before the editor listens is lost.
    await eventually(async () => {
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText('subscription { ticked }');
      return (await editor.locator('.view-lines').textContent())?.includes('ticked');
    });
    await page.getByLabel('Execute query').click();
    await eventually(async () => feed.followers === 1);
    const answer = page.locator('.graphiql-response');
    for (const ticked of ['tick', 'tock']) {
      feed.push({ ticked });
      await answer.getByText(`"${ticked}"`).waitFor();
    }
    await page.getByLabel('Stop query').click();
    await eventually(async () => feed.followers === 0);
    expect(await answer.textContent()).toContain('tock');
  }, 60_000);
});
