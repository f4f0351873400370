import { randomBytes } from 'node:crypto';
import type { HttpResponse } from '@tessera/http';

export const ASSETS_PATH = '/playground/assets';
export const FAVICON_PATH = '/playground/favicon.svg';

export interface PageOptions {
  readonly version: string;
  /** Whether the page offers to log in as a demo account. */
  readonly demo: boolean;
}

/** The Playground's page: everything from our own origin, nothing inline but styles that carry this answer's nonce. */
export function playgroundPage({ version, demo }: PageOptions): HttpResponse {
  const nonce = randomBytes(16).toString('base64');
  const assets = `${ASSETS_PATH}/${version}`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-store',
    },
    body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Tessera Playground</title>
    <link rel="icon" href="${FAVICON_PATH}" type="image/svg+xml">
    <link rel="stylesheet" href="${assets}/playground.css">
    <script type="module" src="${assets}/boot.js"></script>
    <script type="module" src="${assets}/playground.js"></script>
  </head>
  <body>
    <div id="playground" data-nonce="${nonce}" data-demo="${demo}"></div>
    <noscript>The Playground needs JavaScript. The endpoint itself answers POST /graphql.</noscript>
  </body>
</html>
`,
  };
}

/**
 * Monaco lays its lines out with `style` attributes in markup, so those are allowed; style elements need the nonce, and
 * scripts have to come from here.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#123c4a"/>
  <path fill="#f4b942" d="M7 7h8v8H7z"/><path fill="#5cc8c2" d="M17 7h8v8h-8z"/>
  <path fill="#5cc8c2" d="M7 17h8v8H7z"/><path fill="#ef7b5a" d="M17 17h8v8h-8z"/>
</svg>
`;
