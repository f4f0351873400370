import { OperatorError } from '@tessera/platform';

export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  /** How the operator says them, e.g. `PORT` or `--port`. */
  readonly says: { readonly host: string; readonly port: string };
}

/** Of another machine, or a name that stands for none. */
const NO_ADDRESS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/** What an operator can do about an address that cannot be listened on; any other error as it is. */
export function explainListenError(error: unknown, { host, port, says }: ListenPlace): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const explain = (message: string) => new OperatorError(message, { cause: error });
  if (code === 'EADDRINUSE') {
    return explain(`Port ${port} is taken. Stop what listens there, or set ${says.port} to another one.`);
  }
  if (code === 'EACCES') return explain(`This user may not listen on port ${port}. Set ${says.port} to 1024 or above.`);
  if (code !== undefined && NO_ADDRESS.has(code)) {
    return explain(`${host} is no address of this machine. Set ${says.host} to one that is.`);
  }
  return error;
}
