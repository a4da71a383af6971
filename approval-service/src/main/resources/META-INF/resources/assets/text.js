import { indented, kind, members } from './json.js';

/**
 * Puts text of models, tools and askers on the page: as text nodes only, with every character that could hide or turn
 * what stands there replaced by its code point, and JSON from its canonical text without going through numbers.
 */

// Controls, soft hyphen, odd spaces, zero-width, bidi controls, fillers, variation selectors, tags, private use.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/gu;
const LONG_CHARACTERS = 1_200;
const LONG_LINES = 20;

/** Long texts that were opened, so that a card that is drawn again does not close them. */
const opened = new Set();

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}

export function hasHidden(text) {
  return text.search(HIDDEN) >= 0;
}

/** Whether a string anywhere in the JSON text has a character that cannot be seen. */
export function hasHiddenWithin(json) {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"/gs)].some((string) => hasHidden(JSON.parse(string[0])));
}

/** The text with hidden characters made visible, isolated from the direction of what stands around it. */
export function shown(text) {
  const node = el('bdi');
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    node.append(text.slice(from, match.index), hiddenCharacter(match[0]));
    from = match.index + match[0].length;
  }
  node.append(text.slice(from));
  return node;
}

function hiddenCharacter(character) {
  const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return el('span', { class: 'hidden-character', title: `Hidden character ${code}` }, code);
}

/** Text in full. What is long scrolls, says how long it is, and opens with a button. */
export function long(text, tag, tone) {
  const lines = text.split('\n').length;
  if (text.length <= LONG_CHARACTERS && lines <= LONG_LINES) return el(tag, { class: tone }, shown(text));
  const box = el(tag, { class: `${tone} scrolls`, tabindex: '0', role: 'group', 'aria-label': 'Long text, scrolls' }, shown(text));
  const button = el('button', { type: 'button', class: 'quiet', 'aria-expanded': 'false', onclick: () => set(!opened.has(text)) });
  const set = (open) => {
    if (open) opened.add(text);
    else opened.delete(text);
    box.classList.toggle('scrolls', !open);
    button.setAttribute('aria-expanded', String(open));
    button.textContent = open ? 'Show less at a time' : 'Show all at once';
  };
  set(opened.has(text));
  const size = `${text.length.toLocaleString('en')} characters${lines > 1 ? `, ${lines} lines` : ''}`;
  return el('div', { class: 'long' }, box, el('p', { class: 'long-foot' }, el('span', { class: 'muted' }, `${size}; scroll to read all. `), button));
}

/** One JSON value for reading: a string's own text, a number's digits, everything else indented. */
export function value(canonical) {
  if (canonical[0] === '"') {
    const text = JSON.parse(canonical);
    return text === '' ? el('span', { class: 'value-empty' }, 'empty text') : long(text, 'div', 'value value-text');
  }
  if (canonical[0] === '{' || canonical[0] === '[') return long(indented(canonical), 'pre', 'value value-json');
  return el('div', { class: 'value value-scalar' }, shown(canonical));
}

/** The name of an argument and what kind of value it has. */
export function argumentName(name, text) {
  return [el('span', { class: 'argument-name' }, shown(name)), el('span', { class: 'kind' }, kind(text))];
}

/** All arguments, each in full. */
export function argumentList(canonical) {
  const all = members(canonical);
  if (all.length === 0) return el('p', { class: 'muted' }, 'No arguments.');
  return el(
    'dl',
    { class: 'arguments' },
    ...all.flatMap((member) => [el('dt', {}, ...argumentName(member.name, member.text)), el('dd', {}, value(member.text))]),
  );
}
