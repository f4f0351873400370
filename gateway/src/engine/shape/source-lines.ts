import type { Location, Source, SourceLocation } from 'graphql';

/** By source: where each line but the first starts. */
const starts = new WeakMap<Source, readonly number[]>();

/**
 * What graphql-js's `getLocation` says, without reading the document from its start each time: one may have 100,000
 * lines, and a thousand fields that fail.
 */
export function locationOf({ source, start }: Location): SourceLocation {
  let lines = starts.get(source);
  if (!lines) starts.set(source, (lines = lineStarts(source.body)));
  let before = 0;
  let after = lines.length;
  while (before < after) {
    const middle = (before + after) >> 1;
    if ((lines[middle] ?? 0) <= start) before = middle + 1;
    else after = middle;
  }
  return { line: before + 1, column: start + 1 - (lines[before - 1] ?? 0) };
}

function lineStarts(text: string): number[] {
  return Array.from(text.matchAll(/\r\n|[\n\r]/g), ({ 0: lineBreak, index }) => index + lineBreak.length);
}
