// JSON in which no number loses a digit, and its canonical form and digest (docs/protocol, "Canonical JSON").
// JSON.parse makes a double of every number: 9007199254740993 would silently become 9007199254740992, another
// account than the one that a person has approved. Here numbers stay text until it is certain that a double holds them.

import { createHash } from 'node:crypto';
import { LosslessNumber, parse } from 'lossless-json';

const MAX_DIGITS = 1_000;
const MAX_DEPTH = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of UTF-8 bytes; throws where they are not JSON in UTF-8. Numbers are LosslessNumbers. */
export function read(bytes) {
  const text = utf8.decode(bytes);
  const value = parse(text);
  // The parser passes over a member that comes twice with one value, and over __proto__: two readings of one text.
  const colons = text.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
  if (members(value) !== colons) throw new Error('it names a member twice');
  return value;
}

function members(value) {
  if (value === null || typeof value !== 'object' || value instanceof LosslessNumber) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((count, member) => count + members(member), own);
}

/** The one text that a value has; throws where it has none. */
export function canonical(value, depth = 1) {
  if (value instanceof LosslessNumber || typeof value === 'number') return canonicalNumber(String(value));
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (depth > MAX_DEPTH) throw new Error('it is nested too deeply');
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const names = Object.keys(value).sort(); // by UTF-16 code units, as RFC 8785 has it
  return `{${names.map((name) => `${canonicalString(name)}:${canonical(value[name], depth + 1)}`).join(',')}}`;
}

/** What argumentsDigest and toolDigest are made of. */
export function digest(value) {
  return 'sha256:' + createHash('sha256').update(canonical(value), 'utf8').digest('hex');
}

/** The value with ordinary numbers; throws where one of them would not be the same number any more. */
export function plain(value) {
  if (value instanceof LosslessNumber) {
    const text = String(value);
    if (!isExact(text)) throw new Error(`the number ${text.slice(0, 50)} cannot be held exactly here`);
    return Number(text);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function canonicalString(text) {
  if (!text.isWellFormed()) throw new Error('it holds text that is no Unicode');
  return JSON.stringify(text);
}

function canonicalNumber(text) {
  if (isExact(text)) return String(Number(text) || 0); // "|| 0": -0 is 0
  const { minus, digits, exponent } = decimal(text);
  const point = digits.length + exponent; // digits before the point
  if (point > MAX_DIGITS || -exponent > MAX_DIGITS) throw new Error(`it holds a number of more than ${MAX_DIGITS} digits`);
  if (exponent >= 0) return minus + digits + '0'.repeat(exponent);
  return point > 0 ? `${minus}${digits.slice(0, point)}.${digits.slice(point)}` : `${minus}0.${'0'.repeat(-point)}${digits}`;
}

/** Whether the shortest text of the nearest double has the same decimal value: then RFC 8785's text is the form. */
function isExact(text) {
  const nearest = Number(text);
  if (!Number.isFinite(nearest)) return false;
  const [wanted, held] = [decimal(text), decimal(String(nearest))];
  return wanted.minus === held.minus && wanted.digits === held.digits && wanted.exponent === held.exponent;
}

/** A number as sign, digits without zeros at either end, and power of ten; zero has no digits. */
function decimal(text) {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const significant = (whole + fraction).replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { minus: '', digits, exponent: 0 };
  return { minus: sign, digits, exponent: Number(power) - fraction.length + significant.length - digits.length };
}
