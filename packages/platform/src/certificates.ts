import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type forge from 'node-forge';

/** A key pair and its certificate, as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is valid for. */
export interface CertificateRequest {
  /** Of the service: its common name, and the name that callers check. */
  readonly name: string;
  readonly validFrom?: Date;
  readonly validTo: Date;
}

/** Clocks differ a little. */
const BACKDATED_MS = 60_000;

/** A certificate authority of one's own, for machines that trust it and nobody else. */
export async function createAuthority(request: CertificateRequest): Promise<Certificate> {
  const tools = await loadForge();
  const { pki } = tools;
  const { certificate, key } = draft(pki, request);
  certificate.setIssuer(commonName(request.name));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  signWith(tools, key, certificate);
  return { certificate: pki.certificateToPem(certificate), key };
}

/** A certificate for both sides of a connection: a service is a server to some and a client to others. */
export async function issueCertificate(authority: Certificate, request: CertificateRequest): Promise<Certificate> {
  const tools = await loadForge();
  const { pki } = tools;
  const { certificate, key } = draft(pki, request);
  certificate.setIssuer(pki.certificateFromPem(authority.certificate).subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectAltName', altNames: [{ type: DNS_NAME, value: request.name }] },
  ]);
  signWith(tools, authority.key, certificate);
  return { certificate: pki.certificateToPem(certificate), key };
}

/** Writes the three files that TESSERA_TLS_DIR names; a process that runs takes them up. */
export async function writeTlsFolder(folder: string, authority: Certificate, own: Certificate): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = { 'ca.crt': authority.certificate, 'tls.key': own.key, 'tls.crt': own.certificate };
  for (const [name, text] of Object.entries(files)) {
    // Put in place whole: whoever reads them at this moment must not find half a file.
    await writeFile(join(folder, `.${name}`), text);
    await rename(join(folder, `.${name}`), join(folder, name));
  }
}

/** RFC 5280, 4.2.1.6: dNSName of GeneralName. */
const DNS_NAME = 2;

const commonName = (name: string) => [{ name: 'commonName', value: name }];

/** Loaded by those who make certificates: no service does while it runs. */
async function loadForge(): Promise<typeof forge> {
  return (await import('node-forge')).default;
}

/** Node's signature in place of forge's own arithmetic, which takes seconds where it is not compiled well. */
function signWith({ asn1, md }: typeof forge, key: string, certificate: forge.pki.Certificate): void {
  const signer = {
    sign: () => sign('sha256', Buffer.from(asn1.toDer(certificate.tbsCertificate).getBytes(), 'binary'), key).toString('binary'),
  };
  certificate.sign(signer as unknown as forge.pki.rsa.PrivateKey, md.sha256.create());
}

function draft(pki: typeof forge.pki, { name, validFrom, validTo }: CertificateRequest) {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(keys.publicKey);
  // Positive, as RFC 5280, 4.1.2.2 wants it: the first bit is not set.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = validFrom ?? new Date(Date.now() - BACKDATED_MS);
  certificate.validity.notAfter = validTo;
  certificate.setSubject(commonName(name));
  return { certificate, key: keys.privateKey };
}
