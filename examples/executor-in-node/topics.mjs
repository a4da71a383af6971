// The topics, as an executor reads and writes them: headers, dead letters, catalogue.

import { digest } from './json.mjs';
import { CATALOG_ENTRY, CATALOG_WITHDRAWAL, sign } from './signature.mjs';

export const APPROVED_CALLS = 'approved-calls';
const TOOL_RESULTS = 'tool-results';
const TOOL_CATALOG = 'tool-catalog';
const TRACE = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const CUT = 64 * 1024;
const CATALOG_MS = 30_000;

/** The last value of a header as text; undefined where it is missing. */
export function header(message, name) {
  return [message.headers?.[name]].flat().at(-1)?.toString('utf8');
}

export class Topics {
  #kafka;
  #producer;
  #executor;

  constructor(kafka, producer, executor) {
    this.#kafka = kafka;
    this.#producer = producer;
    this.#executor = executor;
  }

  /** Says how a call ended. The key puts it into the conversation's partition; a repeat has the same id. */
  publishResult(result, text, trace) {
    const subject = `${result.conversationId}/${result.callId}`;
    const headers = this.#headers('tool-result', `${subject}/${result.attempt}/${result.status}`, subject);
    if (trace && TRACE.test(trace)) headers.traceparent = trace;
    return this.#send(TOOL_RESULTS, { key: result.conversationId, value: text, headers });
  }

  /** Puts a record that cannot be accepted where people look, with the reason. */
  bury(partition, message, reason) {
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).filter(([name, value]) => !name.startsWith('countersign-dlq-') && [value].flat().join('').length < CUT / 8),
    );
    Object.assign(headers, {
      'countersign-dlq-reason': reason.slice(0, 1_000),
      'countersign-dlq-topic': APPROVED_CALLS,
      'countersign-dlq-partition': String(partition),
      'countersign-dlq-offset': message.offset,
      'countersign-dlq-timestamp': message.timestamp,
    });
    const value = message.value?.length > 4 * CUT ? message.value.subarray(0, CUT) : message.value;
    return this.#send(`${APPROVED_CALLS}.dlq`, { key: message.key?.subarray(0, CUT) ?? null, value, headers });
  }

  /** Announces tools and withdraws what this executor announced before and offers no more. */
  async announce(entries, key, kid) {
    const standing = await this.#standing();
    for (const { name } of entries) {
      const owner = standing.get(name);
      if (owner && owner !== this.#executor) throw new Error(`tool ${name} is offered by executor ${owner} already`);
    }
    for (const entry of entries) {
      const value = Buffer.from(JSON.stringify(entry));
      await this.#announce(entry.name, value, digest(entry), await sign(CATALOG_ENTRY, value, key, kid));
    }
    const gone = [...standing].filter(([name, owner]) => owner === this.#executor && !entries.some((entry) => entry.name === name));
    for (const [name] of gone) {
      await this.#announce(name, null, 'withdrawn', await sign(CATALOG_WITHDRAWAL, Buffer.from(name), key, kid));
    }
  }

  #announce(name, value, version, signature) {
    const headers = this.#headers('catalog-entry', `${this.#executor}/${name}/${version}`, name);
    return this.#send(TOOL_CATALOG, { key: name, value, headers: { ...headers, 'countersign-signature': signature } });
  }

  /** Which executor each tool on the catalogue names as its owner now. */
  async #standing() {
    const admin = this.#kafka.admin();
    const groupId = `${this.#executor}-catalog-${process.pid}`; // for this one look, and deleted after it
    const consumer = this.#kafka.consumer({ groupId });
    await Promise.all([admin.connect(), consumer.connect()]);
    const owners = new Map();
    const ends = await admin.fetchTopicOffsets(TOOL_CATALOG);
    const left = new Map(ends.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]));
    await consumer.subscribe({ topics: [TOOL_CATALOG], fromBeginning: true });
    await new Promise((done, failed) => {
      const end = ({ payload: { partition, lastOffset } }) => {
        if (BigInt(lastOffset) + 1n >= (left.get(partition) ?? 0n)) left.delete(partition);
        if (left.size === 0) done();
      };
      if (left.size === 0) done();
      setTimeout(failed, CATALOG_MS, new Error('tool-catalog cannot be read to its end')).unref();
      consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
      consumer.on(consumer.events.END_BATCH_PROCESS, end);
      consumer.run({ eachMessage: async ({ message }) => owners.set(String(message.key), owner(message.value)) }).catch(failed);
    });
    await consumer.disconnect();
    await admin.deleteGroups([groupId]);
    await admin.disconnect();
    return owners;
  }

  #headers(event, id, subject) {
    return {
      ce_specversion: '1.0',
      ce_type: `dev.countersign.${event}.v1`,
      ce_id: `${event}/${id}`,
      ce_source: `/${this.#executor}`,
      ce_time: new Date().toISOString(),
      ce_subject: subject,
      'content-type': 'application/json',
    };
  }

  #send(topic, message) {
    return this.#producer.send({ topic, acks: -1, messages: [message] });
  }
}

function owner(value) {
  try {
    return JSON.parse(value)?.executor;
  } catch {
    return undefined; // nobody can honour it, so nobody owns the tool by it
  }
}
