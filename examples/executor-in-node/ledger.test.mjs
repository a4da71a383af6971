// What the ledger knows after a crash.

import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, afterEach, test } from 'node:test';
import { Ledger } from './ledger.mjs';

const soon = new Date(Date.now() + 60_000).toISOString();
let folder;
let file;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  file = join(folder, 'calls.ledger');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As after kill -9: the lock is there, and names a process that is gone. */
function crash() {
  writeFileSync(`${file}.lock`, '999999999');
}

test('a call that was started and never ended is open', () => {
  new Ledger(file).enter({ key: 'c/1', position: '4:0', notAfter: soon, attempt: 1 });
  crash();
  assert.deepEqual(new Ledger(file).open().map(({ key, attempt, result }) => [key, attempt, result]), [['c/1', 1, undefined]]);
});

test('an end that may not have been published is open, a published one is only known', () => {
  const before = new Ledger(file);
  for (const key of ['c/1', 'c/2']) {
    before.enter({ key, position: '4:0', notAfter: soon, attempt: 1 });
    before.enter({ key, result: '{}' });
  }
  before.enter({ key: 'c/2', published: true });
  crash();
  const after = new Ledger(file);
  assert.deepEqual(after.open().map(({ key, result }) => [key, result]), [['c/1', '{}']]);
  assert.equal(after.find('c/2').position, '4:0');
});

test('a torn last line has announced nothing', () => {
  new Ledger(file).enter({ key: 'c/1', notAfter: soon });
  appendFileSync(file, '{"key":"c/2","not');
  crash();
  const after = new Ledger(file);
  assert.equal(after.find('c/2'), undefined);
  after.enter({ key: 'c/3', notAfter: soon });
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2);
});

test('a line that cannot be read stops the start', () => {
  writeFileSync(file, 'what?\n{"key":"c/1"}\n');
  assert.throws(() => new Ledger(file), /line 1 of the ledger/);
});

test('what has ended long after its notAfter is forgotten, what is open never', () => {
  const before = new Ledger(file);
  const long = new Date(Date.now() - 7_200_000).toISOString();
  before.enter({ key: 'c/1', notAfter: long, attempt: 1 });
  before.enter({ key: 'c/2', notAfter: long, result: '{}', published: true });
  before.close();
  const after = new Ledger(file);
  assert.equal(after.find('c/2'), undefined);
  assert.equal(after.open().length, 1);
});

test('a second process does not get it', () => {
  new Ledger(file);
  writeFileSync(`${file}.lock`, String(process.ppid));
  assert.throws(() => new Ledger(file), /uses this ledger/);
});
