import { installPeers } from './install.ts';

// Everything else imports what is installed here, and so comes after it.
await installPeers();
const { benchGateway } = await import('./main.ts');
await benchGateway(process.argv.slice(2));
