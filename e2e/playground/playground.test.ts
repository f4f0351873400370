import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { describeWith, startTessera, type TestTessera } from '@tessera/testkit';

const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describeWith('TESSERA_TEST_CHROMIUM', 'the Playground, in a real browser,', (executablePath) => {
  let tessera: TestTessera;
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  const requested: string[] = [];
  const violations: string[] = [];

  beforeAll(async () => {
    tessera = await startTessera();
    profile = await mkdtemp(join(tmpdir(), 'tessera-browser-'));
    context = await chromium.launchPersistentContext(profile, { executablePath, args: BROWSER_ARGS, viewport: { width: 1400, height: 900 } });
    page = await context.newPage();
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => {
      if (/content security policy|violates/i.test(message.text())) violations.push(message.text());
    });
    await page.addInitScript(() => {
      // eslint-disable-next-line no-console -- it runs in the page, whose console is what the test hears
      document.addEventListener('securitypolicyviolation', (event) => console.error(`violates ${event.violatedDirective}: ${event.blockedURI}`));
    });
    // The first page view bundles the editor.
    await page.goto(tessera.endpoint, { waitUntil: 'load', timeout: 60_000 });
  }, 120_000);
  afterAll(async () => {
    await context?.close();
    await rm(profile, { recursive: true, force: true });
    await tessera?.stop();
  });

  it('logs in as a demo account and runs a query that three subgraphs answer', async () => {
    await page.getByText('Log in as…').click();
    await page.getByText('owner@demo.com').click();
    await page.getByTestId('account').getByText('owner@demo.com').waitFor();

    const before = await tessera.fetches();
    // As the README says, with the focus where the choice has left it.
    await page.keyboard.press('Control+Enter');
    const answer = page.locator('.graphiql-response');
    await answer.getByText('Alice Johnson').waitFor();
    await answer.getByText('Demo Company').waitFor();
    const after = await tessera.fetches();
    const asked = Object.keys(after).filter((name) => (after[name] ?? 0) > (before[name] ?? 0));
    expect(asked).toEqual(expect.arrayContaining(['auth', 'crm', 'tenants']));
  });

  it('draws the plan of that query, with a box for each fetch that names its subgraph', async () => {
    await page.getByLabel('Show Query plan').click();
    const boxes = page.locator('.plan-fetch');
    await boxes.first().waitFor();
    const subgraphs = await boxes.evaluateAll((all) => all.map((each) => each.getAttribute('data-subgraph')));
    expect(subgraphs).toHaveLength(3);
    expect(subgraphs).toEqual(expect.arrayContaining(['auth', 'crm', 'tenants']));
    for (const box of await boxes.all()) expect(await box.textContent()).toMatch(/[\d.]+ ms/);
    await page.getByTestId('plan-summary').getByText('3 fetches in 3 requests to 3 subgraphs').waitFor();

    await page.getByRole('button', { name: 'Fetch from tenants' }).click();
    await page.getByTestId('plan-detail').getByText('_entities(representations: $representations)').waitFor();
    expect(await page.locator('.graphiql-response').textContent()).not.toContain('QueryPlan');
  });

  it('says of an operation that is refused why it has no plan', async () => {
    await page.getByRole('tab', { name: 'Platform' }).click();
    await page.getByLabel('Execute query').click();
    const pane = page.getByLabel('Query plan of the last run');
    await pane.getByText('was refused before it was planned').waitFor();
    // Of this tab's operation, and not of the one that the tab before had.
    await pane.getByText('Query.tenantSummaries').waitFor();
    expect(await page.locator('.plan-fetch').count()).toBe(0);
  });

  it.each(['Content', 'Billing'])('shows %s to the OWNER of the demo, without an error', async (tab) => {
    await page.getByRole('tab', { name: tab }).click();
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('plan-summary').getByText(`${tab}: `).waitFor();
    const answer = await page.locator('.graphiql-response').textContent();
    expect(answer).toContain('data');
    expect(answer).not.toContain('errors');
  });

  it('fits into a narrow window, with the button that logs in', async () => {
    const narrow = await context.newPage();
    await narrow.setViewportSize({ width: 390, height: 780 });
    await narrow.goto(tessera.endpoint, { waitUntil: 'load' });
    const button = await narrow.getByRole('button', { name: /Log in as|Switch account/ }).boundingBox();
    expect((button?.x ?? Infinity) + (button?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await narrow.close();
  });

  it('is where the bare address leads', async () => {
    const response = await fetch(tessera.origin, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it('asks nobody but its own origin', () => {
    const foreign = requested.filter((url) => !url.startsWith(tessera.origin) && !url.startsWith('data:'));
    expect({ foreign, some: requested.length > 3 }).toEqual({ foreign: [], some: true });
  });

  it('violates no content security policy, and has a strict one', async () => {
    const response = await fetch(tessera.endpoint, { headers: { accept: 'text/html' } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
    expect(violations).toEqual([]);
  });

  it('hands out a session to nobody but a page of its own on this machine', async () => {
    const { email, password, tenant } = tessera.account('demo001', 'OWNER');
    const own = { 'x-tessera-playground': '1' };
    const ask = async (headers: Record<string, string>) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ email, tenant }) };
      const response = await fetch(`${tessera.origin}/playground/session`, init);
      return { status: response.status, text: await response.text() };
    };
    const given = await ask(own);
    expect(given).toEqual({ status: 200, text: expect.stringContaining('accessToken') });
    expect(given.text).not.toContain(password);
    expect((await ask({ ...own, origin: 'https://evil.example' })).status).toBe(404);
    expect((await ask({ ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(404);
    expect((await ask({})).status).toBe(404);

    const accounts = await (await fetch(`${tessera.origin}/playground/accounts`, { headers: own })).text();
    expect(accounts).toContain(email);
    expect(accounts).not.toContain(password);
  });
});
