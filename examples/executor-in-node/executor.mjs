#!/usr/bin/env node
// An executor of Countersign on the bare protocol: takes what the gate has approved and signed, runs it once, says how
// it ended. Kafka says what there is to do; the ledger alone says what has been done.

import { parseArgs } from 'node:util';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { stringify } from 'lossless-json';
import { Guards, callKey, readCall } from './guards.mjs';
import { plain } from './json.mjs';
import { Ledger } from './ledger.mjs';
import { signingKey, trustedKeys } from './signature.mjs';
import { tools } from './tools.mjs';
import { APPROVED_CALLS, Topics, header } from './topics.mjs';

const HELP = `Usage: node executor.mjs --key FILE --trusted DIR [OPTIONS]

  --key FILE         this executor's private Ed25519 key (PKCS #8 PEM): signs what it announces
  --trusted DIR      public keys of the gate, each <kid>.pem: only what they sign is run
  --kid KID          the key's id, as the gate has it; default: NAME-1
  --name NAME        the name under which it owns tools, and its consumer group; default: node-executor
  --bootstrap LIST   brokers; default: 127.0.0.1:9092
  --ledger FILE      what it has run; keep it, and never give it to two; default: NAME.ledger
  --notes FILE       where append_note writes; default: notes.txt
  --help             say this and do nothing
`;
const PARTITIONS = 6;
const SESSION_MS = 6_000;
const STOP_MS = 15_000;
const MAX_OUTPUT = 256 * 1024;

const log = (event, fields) => console.log(JSON.stringify({ time: new Date().toISOString(), event, ...fields }));

function options() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { key: text, trusted: text, kid: text, name: text, bootstrap: text, ledger: text, notes: text, help: { type: 'boolean' } },
  });
  if (values.help) return values;
  for (const name of ['key', 'trusted']) if (!values[name]) throw new Error(`--${name} is missing; --help says more`);
  const name = values.name ?? 'node-executor';
  return { kid: `${name}-1`, bootstrap: '127.0.0.1:9092', ledger: `${name}.ledger`, notes: 'notes.txt', ...values, name };
}

class Executor {
  #name;
  #guards;
  #ledger;
  #topics;

  constructor(name, guards, ledger, topics) {
    this.#name = name;
    this.#guards = guards;
    this.#ledger = ledger;
    this.#topics = topics;
  }

  /** Ends what a former run has left open: what may have run is never run again, unless that is declared harmless. */
  async recover() {
    for (const entry of this.#ledger.open()) {
      const call = readCall(Buffer.from(entry.value));
      const tool = this.#guards.tool(call.tool);
      const again = tool?.entry.annotations.idempotentHint && tool.digest === call.toolDigest && entry.attempt <= tool.entry.retries;
      if (entry.result) await this.#publish(entry);
      else if (again) await this.#attempt(call, tool, entry);
      else await this.#end(call, entry, { status: 'UNKNOWN', error: 'the executor died while the tool ran; it may have run' });
    }
  }

  async take(partition, message) {
    const verdict = await this.#guards.judge({
      partition,
      offset: message.offset,
      key: message.key?.toString(),
      value: message.value,
      timestamp: Number(message.timestamp),
      signature: header(message, 'countersign-signature'),
    }, this.#ledger);
    if (verdict.dead) {
      log('dead-letter', { partition, offset: message.offset, reason: verdict.dead });
      return this.#topics.bury(partition, message, verdict.dead);
    }
    if (verdict.skip) return undefined;
    if (verdict.repeat) return verdict.repeat.result && !verdict.repeat.published ? this.#publish(verdict.repeat) : undefined;
    const { call } = verdict;
    const entry = {
      key: callKey(call),
      position: `${partition}:${message.offset}`,
      notAfter: call.notAfter,
      value: message.value.toString(),
      trace: header(message, 'traceparent'),
      attempt: 0,
    };
    return verdict.refuse
      ? this.#end(call, entry, { status: 'REFUSED', error: verdict.refuse })
      : this.#attempt(call, verdict.tool, entry);
  }

  /** Enters the start, runs the tool, enters and says how it ended. */
  async #attempt(call, tool, before) {
    const entry = this.#ledger.enter({ ...before, attempt: before.attempt + 1, startedAt: new Date().toISOString() });
    log('started', { call: entry.key, tool: call.tool, attempt: entry.attempt });
    const outcome = await run(tool, plain(call.arguments), entry.key);
    if (outcome.status === 'UNKNOWN' && entry.attempt <= tool.entry.retries) return this.#attempt(call, tool, entry);
    return this.#end(call, entry, outcome);
  }

  #end(call, entry, outcome) {
    const { key, attempt, startedAt } = entry;
    const result = {
      callId: call.callId,
      conversationId: call.conversationId,
      ...(call.turn && { turn: call.turn }),
      tool: call.tool,
      ...outcome,
      ...(call.edited && { editedArguments: call.arguments }),
      ...(startedAt && { startedAt }),
      finishedAt: new Date().toISOString(),
      attempt,
      late: false,
      executor: this.#name,
      instance: `${this.#name}-0`,
    };
    log('ended', { call: key, status: outcome.status });
    // stringify is lossless: edited arguments go out with every digit that they came with
    return this.#publish(this.#ledger.enter({ ...(startedAt ? { key } : entry), result: stringify(result) }));
  }

  async #publish(entry) {
    await this.#topics.publishResult(JSON.parse(entry.result), entry.result, entry.trace);
    this.#ledger.enter({ key: entry.key, published: true });
  }
}

/** One attempt, within the tool's time. */
async function run(tool, args, idempotencyKey) {
  const signal = AbortSignal.timeout(tool.timeoutMs);
  const late = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  try {
    const output = (await Promise.race([tool.run(args, { signal, idempotencyKey }), late])) ?? null;
    const size = Buffer.byteLength(JSON.stringify(output));
    return { status: 'SUCCEEDED', output: size <= MAX_OUTPUT ? output : `withheld: ${size} bytes of output` };
  } catch (failure) {
    if (signal.aborted) return { status: 'UNKNOWN', error: `timed out after ${tool.timeoutMs / 1_000} s; it may have run` };
    return { status: 'FAILED', error: failure.message || 'the tool failed' };
  }
}

/** Waits until nobody else is in the group: a killed predecessor leaves it when its session ends, a living one never. */
async function awaitEmptyGroup(kafka, groupId) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const end = Date.now() + 3 * SESSION_MS; ; await new Promise((next) => setTimeout(next, 250))) {
      const { groups: [group] } = await admin.describeGroups([groupId]);
      if (group.members.length === 0) return;
      if (Date.now() > end) throw new Error(`another instance of ${groupId} runs; this example shares no ledger, so it runs alone`);
    }
  } finally {
    await admin.disconnect();
  }
}

async function main() {
  const given = options();
  if (given.help) return process.stdout.write(HELP);
  const offered = tools(given.name, given.notes);
  const key = signingKey(given.key);
  const guards = new Guards(given.name, trustedKeys(given.trusted), offered);
  const ledger = new Ledger(given.ledger);
  const kafka = new Kafka({ clientId: given.name, brokers: given.bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  await awaitEmptyGroup(kafka, given.name);
  const topics = new Topics(kafka, producer, given.name);
  await topics.announce(offered.map((tool) => tool.entry), key, given.kid);
  const executor = new Executor(given.name, guards, ledger, topics);
  await executor.recover();

  const consumer = kafka.consumer({
    groupId: given.name,
    readUncommitted: false, // what an aborted transaction wrote is nobody's word, signed or not
    sessionTimeout: SESSION_MS,
    heartbeatInterval: SESSION_MS / 4,
    rebalanceTimeout: 2 * SESSION_MS,
  });
  const stop = async (status) => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await consumer.disconnect(); // waits for the call that runs
    await producer.disconnect();
    ledger.close();
    log('stopped', { status });
    process.exit(status);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));
  consumer.on(consumer.events.CRASH, ({ payload }) => !payload.restart && fail(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const own = payload.memberAssignment[APPROVED_CALLS]?.length ?? 0;
    if (own < PARTITIONS) fail(new Error(`another instance of ${given.name} has joined; this example shares no ledger, so it runs alone`));
    log('ready', { executor: given.name, tools: offered.map((tool) => tool.entry.name) });
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [APPROVED_CALLS], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachMessage: async ({ partition, message, heartbeat }) => {
      const beat = setInterval(() => heartbeat().catch(() => {}), SESSION_MS / 4);
      try {
        await executor.take(partition, message);
      } finally {
        clearInterval(beat);
      }
      await consumer.commitOffsets([{ topic: APPROVED_CALLS, partition, offset: String(BigInt(message.offset) + 1n) }]);
    },
  });
}

function fail(error) {
  console.error(`executor-in-node: ${error.message}`);
  process.exit(1);
}

process.on('unhandledRejection', fail);
main().catch(fail);
