import { ResponseReader } from '../../src/engine/fetch/response-reader.ts';

/** Reads half a million bytes of an answer, each in a chunk of its own; writes what of the heap they take, in MB. Run with --expose-gc. */
function run(): void {
  const reader = new ResponseReader(1024 * 1024);
  reader.read(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'));
  const before = heapMegabytes();
  for (let packet = 0; packet < 50; packet += 1) reader.read(Buffer.from('1\r\n \r\n'.repeat(10_000)));
  const taken = heapMegabytes() - before;
  const answer = reader.read(Buffer.from('0\r\n\r\n'));
  process.stdout.write(`${answer?.text.length} characters, ${Math.round(taken)} MB`);
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

run();
