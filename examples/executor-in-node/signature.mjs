// The header countersign-signature: a detached JWS over the exact bytes of a record (docs/protocol, "Signatures").

import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FlattenedSign, flattenedVerify } from 'jose';

export const APPROVED_CALL = 'countersign-approved-call';
export const CATALOG_ENTRY = 'countersign-catalog-entry';
export const CATALOG_WITHDRAWAL = 'countersign-catalog-withdrawal';

const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{86})$/;

/** The public keys of a folder, by key id: each <kid>.pem. At least one. */
export function trustedKeys(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  if (files.length === 0) throw new Error(`${folder} holds no public key: it needs at least one <kid>.pem`);
  return new Map(files.map((name) => [name.slice(0, -'.pem'.length), ed25519(createPublicKey, join(folder, name))]));
}

/** An Ed25519 private key (PKCS #8 PEM). */
export function signingKey(file) {
  return ed25519(createPrivateKey, file);
}

function ed25519(create, file) {
  const key = create(readFileSync(file));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} holds no Ed25519 key`);
  return key;
}

/** The detached JWS over bytes. */
export async function sign(typ, bytes, key, kid) {
  const header = { alg: 'EdDSA', kid, typ, b64: false, crit: ['b64'] };
  const jws = await new FlattenedSign(bytes).setProtectedHeader(header).sign(key);
  return `${jws.protected}..${jws.signature}`;
}

/** Why a detached JWS does not stand for exactly these bytes; undefined where it does. */
export async function objection(typ, bytes, detached, keys) {
  const [, header, signature] = DETACHED.exec(detached) ?? [];
  if (!header || !isExactBase64(header) || !isExactBase64(signature)) return 'the signature is no detached JWS';
  try {
    const { kid, typ: made, b64, crit } = JSON.parse(Buffer.from(header, 'base64url'));
    if (b64 !== false || JSON.stringify(crit) !== '["b64"]') return "the signature is not over the value's own bytes";
    if (made !== typ) return 'the signature was made for something else';
    const key = keys.get(kid); // only ever a key of ours, whatever else the header brings along
    if (!key) return "the signature's key is not trusted here";
    await flattenedVerify({ protected: header, payload: bytes, signature }, key, { algorithms: ['EdDSA'] });
    return undefined;
  } catch {
    return 'the signature does not match the value';
  }
}

function isExactBase64(text) {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
