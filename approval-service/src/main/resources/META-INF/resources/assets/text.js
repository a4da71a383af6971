/**
 * Puts text of models, tools and askers on the page: as text nodes only, with every character that could hide or turn
 * what stands there replaced by its code point, and JSON from its canonical text without going through numbers.
 */

// Controls, soft hyphen, odd spaces, zero-width, bidi controls, fillers, variation selectors, tags, private use.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/gu;

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

/** The members of a canonical JSON object, in its order, each value still as text. */
export function members(canonical) {
  const found = [];
  let at = 1;
  while (canonical[at] !== '}') {
    const nameEnd = valueEnd(canonical, at);
    const end = valueEnd(canonical, nameEnd + 1);
    found.push({ name: JSON.parse(canonical.slice(at, nameEnd)), text: canonical.slice(nameEnd + 1, end) });
    at = canonical[end] === ',' ? end + 1 : end;
  }
  return found;
}

/** Where the value that starts here ends. Canonical text has no space between tokens. */
function valueEnd(text, start) {
  if (text[start] === '"') return stringEnd(text, start);
  if (text[start] !== '{' && text[start] !== '[') {
    let end = start;
    while (end < text.length && !',]}'.includes(text[end])) end += 1;
    return end;
  }
  let depth = 0;
  for (let at = start; ; at += 1) {
    if (text[at] === '"') at = stringEnd(text, at) - 1;
    else if (text[at] === '{' || text[at] === '[') depth += 1;
    else if (text[at] === '}' || text[at] === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
}

function stringEnd(text, start) {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The same tokens over several lines. Only space is added. */
export function indented(canonical) {
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < canonical.length; at += 1) {
    const c = canonical[at];
    if (c === '"') {
      const end = stringEnd(canonical, at);
      out += canonical.slice(at, end);
      at = end - 1;
    } else if ((c === '{' || c === '[') && '}]'.includes(canonical[at + 1])) {
      out += c + canonical[at + 1];
      at += 1;
    } else if (c === '{' || c === '[') {
      depth += 1;
      out += c + line();
    } else if (c === '}' || c === ']') {
      depth -= 1;
      out += line() + c;
    } else if (c === ',') out += c + line();
    else if (c === ':') out += ': ';
    else out += c;
  }
  return out;
}

/** One JSON value for reading: a string's own text, a number's digits, everything else indented. */
export function value(canonical) {
  if (canonical[0] === '"') {
    const text = JSON.parse(canonical);
    return text === ''
      ? el('span', { class: 'value-empty' }, 'empty text')
      : el('div', { class: 'value value-text' }, shown(text));
  }
  if (canonical[0] === '{' || canonical[0] === '[') {
    return el('pre', { class: 'value value-json' }, shown(indented(canonical)));
  }
  return el('div', { class: 'value value-scalar' }, shown(canonical));
}

export function kind(canonical) {
  switch (canonical[0]) {
    case '"':
      return 'text';
    case '{':
      return 'object';
    case '[':
      return 'list';
    case 't':
    case 'f':
      return 'yes/no';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}

/** All arguments, each in full. */
export function argumentList(canonical) {
  const all = members(canonical);
  if (all.length === 0) return el('p', { class: 'muted' }, 'No arguments.');
  return el(
    'dl',
    { class: 'arguments' },
    ...all.flatMap((member) => [
      el('dt', {}, el('span', { class: 'argument-name' }, shown(member.name)), el('span', { class: 'kind' }, kind(member.text))),
      el('dd', {}, value(member.text)),
    ]),
  );
}
