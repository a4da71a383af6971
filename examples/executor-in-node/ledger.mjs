// What this executor knows of each call, in a file that only grows while it runs, one JSON object a line. A line is on
// the disk before what it announces is done, so no crash can make a tool run that nobody remembers.

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const REMEMBERED_MS = 3_600_000; // beyond notAfter, from which on a record refuses itself: more than clocks differ

export class Ledger {
  #entries = new Map();
  #file;
  #lock;

  constructor(path) {
    this.#lock = `${path}.lock`;
    takeLock(this.#lock);
    for (const line of lines(path)) this.#take(line);
    const old = Date.now() - REMEMBERED_MS;
    for (const [key, { published, notAfter }] of this.#entries) {
      if (published && Date.parse(notAfter) < old) this.#entries.delete(key);
    }
    this.#file = openSync(`${path}.new`, 'w', 0o600);
    for (const entry of this.#entries.values()) writeFileSync(this.#file, JSON.stringify(entry) + '\n');
    fsyncSync(this.#file);
    renameSync(`${path}.new`, path);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  /** What is known of a call: key, position, notAfter, value, attempt, startedAt, then result, then published. */
  find(key) {
    return this.#entries.get(key);
  }

  /** The calls of which nobody has heard yet how they ended. */
  open() {
    return [...this.#entries.values()].filter((entry) => !entry.published);
  }

  /** Enters what is new of a call; returns when it is on the disk. */
  enter(line) {
    writeFileSync(this.#file, JSON.stringify(line) + '\n');
    fsyncSync(this.#file);
    return this.#take(line);
  }

  close() {
    closeSync(this.#file);
    rmSync(this.#lock);
  }

  #take(line) {
    const entry = { ...this.#entries.get(line.key), ...line };
    this.#entries.set(line.key, entry);
    return entry;
  }
}

/** All whole lines. The last one may be torn by a crash: what it would have announced was never done. */
function lines(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').slice(0, -1).map((line, index) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`line ${index + 1} of the ledger ${path} cannot be read: nobody knows what has run`);
    }
  });
}

/** Two programs on one ledger would each run what the other does not know of. */
function takeLock(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
  } catch (taken) {
    if (taken.code !== 'EEXIST') throw taken;
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) throw new Error(`process ${pid} uses this ledger (${path})`);
    writeFileSync(path, String(process.pid));
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (none) {
    return none.code === 'EPERM';
  }
}
