// The project's vectors for other languages: canonical texts, digests, signatures, and a call as the gate writes it.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { canonical, digest, plain, read } from './json.mjs';
import { partitionOf, readCall } from './guards.mjs';
import { APPROVED_CALL, CATALOG_ENTRY, objection, sign } from './signature.mjs';

const folder = process.env.VECTORS ?? join(import.meta.dirname, '../../contract/src/test/resources');
const bytes = (name) => readFileSync(join(folder, name));
const json = (name) => JSON.parse(bytes(name));
const { vectors, refused } = json('vectors/canonical-json.json');
const { kid, privateKey, publicKey, signatures } = json('vectors/detached-signature.json');
const trusted = new Map([[kid, createPublicKey(publicKey)]]);

for (const { name, input, canonical: text, sha256 } of vectors) {
  test(`canonical form: ${name}`, () => {
    assert.equal(canonical(read(Buffer.from(input))), text);
    assert.equal(digest(read(Buffer.from(input))), `sha256:${sha256}`);
  });
}

for (const { name, input } of refused) {
  test(`no canonical form: ${name}`, () => assert.throws(() => canonical(read(Buffer.from(input)))));
}

for (const { typ, value, signature } of signatures) {
  test(`signature: ${typ}`, async () => {
    assert.equal(await sign(typ, Buffer.from(value), createPrivateKey(privateKey), kid), signature);
    assert.equal(await objection(typ, Buffer.from(value), signature, trusted), undefined);
    assert.match(await objection(typ, Buffer.from(`${value} `), signature, trusted), /does not match/);
    const other = typ === APPROVED_CALL ? CATALOG_ENTRY : APPROVED_CALL;
    assert.match(await objection(other, Buffer.from(value), signature, trusted), /something else/);
    assert.match(await objection(typ, Buffer.from(value), signature, new Map()), /not trusted/);
  });
}

test('an approved call as the gate writes it', () => {
  const call = readCall(bytes('golden/approved-call.json'));
  assert.equal(digest(call.arguments), call.argumentsDigest);
});

test('an approved call with a member that nobody knows', () => {
  const call = bytes('golden/approved-call.json').toString().trim().replace(/}$/, ',"more":1}');
  assert.throws(() => readCall(Buffer.from(call)), /no approved call/);
});

test('a number that a double would change', () => {
  assert.throws(() => plain(read(Buffer.from('{"account":9007199254740993}'))), /cannot be held exactly/);
});

test('the partition of a conversation', () => {
  assert.equal(partitionOf('c-91'), 4);
});
