import type { HttpRequest, Target } from './request.ts';
import type { HttpResponse } from './server.ts';

export interface HttpRoute {
  /** Upper case; '*' answers every method. */
  readonly method: string;
  /** The exact path, or a pattern it must match. */
  readonly path: string | RegExp;
  /** Sent with every answer of the route, which may replace them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the body as it arrives, `request.stream`, whatever its size; `request.body` is empty then. */
  readonly streams?: boolean;
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
}

/** Where a request goes, or how it is refused. */
export type Match =
  | { readonly route: HttpRoute; readonly target: Target }
  | { readonly status: 400 | 404 }
  | { readonly status: 405; readonly allow: string };

/** @returns a function that finds the route for a method and a request target (`/path?query`) */
export function createRouter(routes: readonly HttpRoute[]): (method: string, target: string) => Match {
  const exact = new Map<string, HttpRoute[]>();
  for (const route of routes) {
    if (typeof route.path !== 'string') continue;
    exact.set(route.path, routes.filter((each) => matches(each, String(route.path))));
  }
  return (method, target) => {
    const plain = splitTarget(target);
    const known = exact.get(plain.path);
    if (known) return pick(known, method, plain);
    const normal = normalize(target);
    if (!normal) return { status: 400 };
    return pick(routes.filter((route) => matches(route, normal.path)), method, normal);
  };
}

function pick(onPath: readonly HttpRoute[], method: string, target: Target): Match {
  const route = onPath.find((candidate) => candidate.method === '*' || candidate.method === method);
  if (route) return { route, target };
  if (onPath.length === 0) return { status: 404 };
  return { status: 405, allow: onPath.map((each) => each.method).join(', ') };
}

function splitTarget(target: string): Target {
  const at = target.indexOf('?');
  return at === -1 ? { path: target, search: '' } : { path: target.slice(0, at), search: target.slice(at) };
}

/** Put behind an origin rather than resolved against one: `//proxy-rule/metrics` is a path, and not another host's. */
function normalize(target: string): Target | undefined {
  const url = `http://localhost${target}`;
  if (!target.startsWith('/') || !URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  return { path: pathname, search };
}

function matches(route: HttpRoute, path: string): boolean {
  return typeof route.path === 'string' ? route.path === path : route.path.test(path);
}
