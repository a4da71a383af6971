// What an executor checks before it runs a call, in the order of docs/protocol; the first that objects decides.

import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { Partitioners } from 'kafkajs';
import { canonical, digest, plain, read } from './json.mjs';
import { APPROVED_CALL, objection } from './signature.mjs';

const PARTITIONS = 6;
const SKEW_MS = 30_000;
const ID = /^[A-Za-z0-9._:-]{1,128}$/;
const everyPartition = Array.from({ length: PARTITIONS }, (_, partitionId) => ({ partitionId, leader: 0 }));
const javaPartitioner = Partitioners.DefaultPartitioner(); // murmur2, as Java's producers have it
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isApprovedCall = ajv.compile(JSON.parse(readFileSync(new URL('approved-call.v1.json', import.meta.url))));

/** The partition of a conversation, on every topic whose key is the conversation. */
export function partitionOf(conversationId) {
  return javaPartitioner({ topic: '', partitionMetadata: everyPartition, message: { key: Buffer.from(conversationId) } });
}

export class Guards {
  #executor;
  #trusted;
  #tools;

  constructor(executor, trusted, tools) {
    this.#executor = executor;
    this.#trusted = trusted;
    this.#tools = new Map(tools.map((tool) => [
      tool.entry.name,
      { ...tool, digest: digest(tool.entry), fits: ajv.compile(tool.entry.inputSchema) },
    ]));
  }

  tool(name) {
    return this.#tools.get(name);
  }

  /**
   * What is to be done with a record: {dead: reason}, {skip: reason}, {repeat: call} (this very record, again),
   * {refuse: error, call}, or {call, tool}: run it.
   */
  async judge({ partition, offset, key, value, timestamp, signature }, ledger, now = Date.now()) {
    // 1. A repeat elsewhere would meet a ledger that does not know the call.
    if (!key || !value || !ID.test(key)) return { dead: 'it has no conversation as its key' };
    if (partitionOf(key) !== partition) return { dead: "it lies in another partition than its conversation's" };
    // 2. Before anything of it is parsed: what nobody has signed must not even reach a parser.
    if (signature === undefined) return { dead: 'it is not signed' };
    const forged = await objection(APPROVED_CALL, value, signature, this.#trusted);
    if (forged) return { dead: `its signature does not count: ${forged}` };
    // 3. The digest is what people have approved.
    let call;
    try {
      call = readCall(value);
    } catch (unreadable) {
      return { dead: `it cannot be read: ${unreadable.message}` };
    }
    if (call.conversationId !== key) return { dead: 'its key is not the conversation of its value' };
    // 4. Two executors that know the same tool never both run it.
    if (call.executor !== this.#executor) return { skip: `it is for ${call.executor}` };
    // 5. Kafka may deliver a record twice, and anybody who can read the topic has a copy.
    const known = ledger.find(callKey(call));
    if (known) return known.position === `${partition}:${offset}` ? { repeat: known } : { dead: 'it repeats a known call' };
    if (timestamp > Date.parse(call.notAfter) + SKEW_MS) return { dead: 'it was written after it had expired' };
    // 6. to 8. From here on it is the gate's word, and the one who asked hears why it did not run.
    if (now > Date.parse(call.notAfter)) {
      return { refuse: `not run: ask again; the approval has expired: it was good until ${call.notAfter}`, call };
    }
    const tool = this.#tools.get(call.tool);
    if (!tool) return { refuse: 'the tool is no longer offered here', call };
    if (tool.digest !== call.toolDigest) {
      return { refuse: 'the tool is not the one that was approved: its catalogue entry has changed', call };
    }
    try {
      if (tool.fits(plain(call.arguments))) return { call, tool };
      return { refuse: `the arguments do not fit the tool's schema: ${ajv.errorsText(tool.fits.errors)}`, call };
    } catch (inexact) {
      return { refuse: `not run: ${inexact.message}`, call };
    }
  }
}

/** An approved call of which only what was in the bytes is believed; arguments keep every digit. */
export function readCall(bytes) {
  const { arguments: args, originalArguments, ...rest } = read(bytes);
  const call = { ...plain(rest), arguments: args, ...(originalArguments === undefined ? {} : { originalArguments }) };
  if (!isApprovedCall(call)) throw new Error(`it is no approved call: ${ajv.errorsText(isApprovedCall.errors)}`);
  canonical(originalArguments ?? null);
  if (digest(args) !== call.argumentsDigest) throw new Error('argumentsDigest is not the digest of the arguments');
  return call;
}

/** What names a call, everywhere. */
export function callKey(call) {
  return `${call.conversationId}/${call.callId}`;
}
