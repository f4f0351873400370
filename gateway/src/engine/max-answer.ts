/**
 * Bytes in one answer of a subgraph, and in all that an operation gathers. Parsing and writing 4 MiB of small fields
 * holds the event loop for 100 ms and takes 40 MB.
 */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
