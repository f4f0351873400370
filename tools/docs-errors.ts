import { ERRORS, type ErrorEntry } from '@tessera/errors';
import { settle } from './composition/artefact.ts';

/** Writes docs/errors.md from the registry in packages/errors (`npm run docs:errors`); with `--check` fails where stale. */
const INTRODUCTION = `<!-- Written by \`npm run docs:errors\` from packages/errors/src/registry.ts; change that, not this page. -->
# Errors

Every error carries its code in \`extensions.code\`. \`extensions.correlationId\` names the request in our logs.
The status is that of an answer without any data to a client that accepts \`application/graphql-response+json\`; one that
accepts only \`application/json\` gets 200, as the GraphQL-over-HTTP draft says.
`;

function section([code, entry]: readonly [string, ErrorEntry]): string {
  const facts = [
    `- **What to do:** ${entry.cure}`,
    `- **Sending the same again can succeed:** ${entry.retry ? 'yes' : 'no'}`,
    `- **HTTP status:** ${entry.status}. **gRPC code:** ${entry.grpc}.`,
  ];
  return `## ${code}\n\n${entry.meaning}\n\n${facts.join('\n')}\n`;
}

const content = [INTRODUCTION, ...Object.entries(ERRORS).map(section)].join('\n');
settle([{ path: 'docs/errors.md', content }], 'npm run docs:errors');
