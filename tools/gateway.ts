import { parseArgs } from 'node:util';
import { isOperatorError, OperatorError, readEndpointTuning, readLogLevel } from '@tessera/platform';
import { startOpenGateway, type OpenGatewayOptions } from '../gateway/src/index.ts';
import { loadDotEnv } from './command-line.ts';

const USAGE = `npm run gateway -- --supergraph FILE --open [options]

  --supergraph FILE       a composed Federation 2 supergraph; a change on disk is put to use at once
  --open                  serve everyone: there is no identity and no permission table in this mode
  --port N                default 4000
  --host ADDRESS          default 127.0.0.1
  --subgraph NAME=URL     in place of the URL in the supergraph (repeatable)
  --forward-header NAME   pass this header of the client on to the subgraphs (repeatable)
  --cors-origin ORIGIN    let pages of this origin call the endpoint (repeatable)
  --error-code CODE       tell clients errors of subgraphs that have this code of their own (repeatable)
  --production            masked errors, no introspection, no Playground

Limits, overload, traces and persisted operations are set by the environment or in .env: see .env.example.
`;

/** `npm run gateway`: the gateway alone, in front of anybody's subgraphs. */
async function main(): Promise<void> {
  loadDotEnv();
  const options = readOptions(process.argv.slice(2));
  const running = await startOpenGateway(options);
  const stop = () => void running.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  process.stdout.write(`
  OPEN: whoever reaches this port may ask anything that the supergraph has. Nobody is identified, nothing is refused.

  ${running.url}${options.production ? '' : '  (open it in a browser for the Playground)'}
  Ctrl-C stops it.
`);
}

function readOptions(args: string[]): OpenGatewayOptions {
  const { values } = parse(args);
  if (!values.supergraph) throw new OperatorError(`Name the supergraph.\n\n${USAGE}`);
  if (!values.open) {
    throw new OperatorError(
      'This mode knows no identity and no permissions: say --open to serve everyone. For a gateway that asks who is ' +
        'calling, give createGateway from gateway/ an `identity` and `permissions` (docs/gateway.md).',
    );
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new OperatorError(`--port ${values.port} is no port: give a whole number from 0 to 65535.`);
  }
  return {
    supergraphPath: values.supergraph,
    host: values.host,
    port,
    subgraphs: Object.fromEntries(values.subgraph.map(readAddress)),
    forwardHeaders: values['forward-header'].map(readHeaderName),
    corsOrigins: values['cors-origin'].map(readOrigin),
    errorCodes: values['error-code'],
    production: values.production,
    logLevel: readLogLevel(),
    tuning: readEndpointTuning(),
  };
}

function parse(args: string[]) {
  const many = { type: 'string', multiple: true, default: [] as string[] } as const;
  try {
    return parseArgs({
      args,
      options: {
        supergraph: { type: 'string' },
        open: { type: 'boolean', default: false },
        port: { type: 'string', default: '4000' },
        host: { type: 'string', default: '127.0.0.1' },
        subgraph: many,
        'forward-header': many,
        'cors-origin': many,
        'error-code': many,
        production: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function readAddress(given: string): [string, string] {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name && url && /^https?:\/\//i.test(url) && URL.canParse(url)) return [name, url];
  throw new OperatorError(`--subgraph ${given} is not NAME=URL, e.g. products=http://127.0.0.1:4001/graphql.`);
}

function readHeaderName(given: string): string {
  if (/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(given)) return given.toLowerCase();
  throw new OperatorError(`--forward-header ${given} is no name of a header, e.g. authorization.`);
}

/** As browsers send it: anything else would be equal to none. */
function readOrigin(given: string): string {
  if (URL.canParse(given) && new URL(given).origin === given) return given;
  throw new OperatorError(`--cors-origin ${given} is no origin, e.g. https://app.example.com, without a path.`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exit(1);
});
