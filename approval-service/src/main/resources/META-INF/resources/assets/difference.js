import { indented, kind, members } from './json.js';
import { argumentName, el, hasHidden, shown } from './text.js';

/** What became of each member of the arguments, in the order of the new ones, those that are gone last. */
export function changes(before, after) {
  const old = new Map(members(before).map((member) => [member.name, member.text]));
  const now = members(after);
  const names = new Set(now.map((member) => member.name));
  return [
    ...now.map(({ name, text }) => ({ name, before: old.get(name), after: text })),
    ...[...old].filter(([name]) => !names.has(name)).map(([name, text]) => ({ name, before: text })),
  ].filter((change) => change.before !== change.after);
}

/** The changed members, what was and what is, in words and marks; undefined where nothing changed. */
export function difference(before, after, { was = 'was', is = 'is now' } = {}) {
  const found = changes(before, after);
  if (found.length === 0) return undefined;
  return el(
    'dl',
    { class: 'arguments difference' },
    ...found.flatMap((change) => [
      el('dt', {}, ...argumentName(change.name, change.after ?? change.before), el('span', { class: 'change' }, word(change))),
      el('dd', {}, ...sides(change, was, is)),
    ]),
  );
}

function word({ before, after }) {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

function sides({ before, after }, was, is) {
  const [left, right] = before !== undefined && after !== undefined ? marked(plain(before), plain(after)) : [undefined, undefined];
  return [
    before === undefined ? '' : side('del', was, left ?? [shown(plain(before))], kind(before)),
    after === undefined ? '' : side('ins', is, right ?? [shown(plain(after))], kind(after)),
  ].filter(Boolean);
}

function side(tag, label, content, what) {
  return el(
    'div',
    { class: `side side-${tag}` },
    el('span', { class: 'side-label' }, `${label}${what === 'text' ? '' : ` (${what})`}`),
    el(tag, { class: 'value scrolls', tabindex: '0' }, ...content),
  );
}

/** What stands between the common beginning and the common end is marked; the rest is there, too. */
function marked(before, after) {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  // A pair of surrogates is one character.
  if (from > 0 && isHigh(before, from - 1)) from -= 1;
  if (end > 0 && isLow(before, before.length - end)) end -= 1;
  const cut = (text) => [
    from > 0 ? shown(text.slice(0, from)) : '',
    text.length - end > from ? el('mark', {}, shown(text.slice(from, text.length - end))) : '',
    end > 0 ? shown(text.slice(text.length - end)) : '',
  ];
  return [cut(before), cut(after)];
}

const isHigh = (text, at) => text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) <= 0xdbff;
const isLow = (text, at) => text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff;

function plain(text) {
  if (text[0] === '"') return JSON.parse(text) || '(empty text)';
  return indented(text);
}

/** A line under a field that shows what cannot be seen in it; empty where all can be seen. */
export function hiddenNote(text) {
  return hasHidden(text) ? [el('strong', {}, 'Characters that cannot be seen, by their codes: '), shown(text)] : [];
}
