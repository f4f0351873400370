import { MIMEType } from 'node:util';

/** A parsed `content-type` header; null where it is none, by https://mimesniff.spec.whatwg.org/#parsing-a-mime-type. */
export function parseMediaType(header: string): MIMEType | null {
  try {
    return new MIMEType(header);
  } catch {
    return null;
  }
}
