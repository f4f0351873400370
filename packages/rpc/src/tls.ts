import { join } from 'node:path';
import { credentials, experimental, ServerCredentials, type ChannelCredentials } from '@grpc/grpc-js';

/** How often the files are read again, in milliseconds. A connection that stands keeps the certificate it began with. */
const REFRESH_MS = 2_000;

interface MutualTls {
  readonly provider: experimental.FileWatcherCertificateProvider;
  readonly channel: ChannelCredentials;
  readonly server: ServerCredentials;
}

/** One for each folder: whoever shares credentials shares connections, and one reader of the files. */
const known = new Map<string, MutualTls>();

/**
 * Mutual TLS with the files of a folder, or plain text where none is given: over loopback or a Unix socket, that is.
 * Either side shows `tls.crt` and takes only what `ca.crt` has signed; the callee's must also bear the callee's name.
 */
export function channelCredentials(folder: string | undefined): ChannelCredentials {
  return folder === undefined ? credentials.createInsecure() : mutualTls(folder).channel;
}

export function serverCredentials(folder: string | undefined): ServerCredentials {
  return folder === undefined ? ServerCredentials.createInsecure() : mutualTls(folder).server;
}

/**
 * Resolves once a server that has been bound can be connected to.
 * @throws Error when the files cannot be read
 */
export function certificatesLoaded(folder: string | undefined): Promise<void> {
  if (folder === undefined) return Promise.resolve();
  const { provider } = mutualTls(folder);
  return new Promise((resolve, reject) => {
    // Told of last, after everybody who uses the certificates.
    const onLoaded = (update: unknown) => {
      provider.removeCaCertificateListener(onLoaded);
      if (update) resolve();
      else reject(new Error(`${folder} must hold ca.crt, tls.crt and tls.key. Make them with \`npm run certs\`.`));
    };
    provider.addCaCertificateListener(onLoaded);
  });
}

function mutualTls(folder: string): MutualTls {
  const existing = known.get(folder);
  if (existing) return existing;
  const provider = new experimental.FileWatcherCertificateProvider({
    caCertificateFile: join(folder, 'ca.crt'),
    certificateFile: join(folder, 'tls.crt'),
    privateKeyFile: join(folder, 'tls.key'),
    refreshIntervalMs: REFRESH_MS,
  });
  const made = {
    provider,
    channel: experimental.createCertificateProviderChannelCredentials(provider, provider),
    server: experimental.createCertificateProviderServerCredentials(provider, provider, true),
  };
  known.set(folder, made);
  return made;
}
