/**
 * JSON as text. Values are cut out of the text that holds them and put into other text; no number ever becomes a
 * JavaScript number, so that every digit stays.
 */

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

export const isNumber = (text) => NUMBER.test(text);

/** What is wrong with the text as one JSON value, or undefined. */
export function fault(text) {
  try {
    JSON.parse(text);
    return undefined;
  } catch (problem) {
    return problem.message.replace(/^JSON\.parse: /, '');
  }
}

/** The names of an object that stand in it twice. Both could not be kept. */
export function twice(all) {
  const names = all.map((member) => member.name);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** The same tokens without space between them. The text must be JSON. */
export function compact(text) {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') {
      const end = stringEnd(text, at);
      out += text.slice(at, end);
      at = end - 1;
    } else if (!' \t\r\n'.includes(text[at])) out += text[at];
  }
  return out;
}

/** The members of an object without space between its tokens, in its order, each value still as text. */
export function members(object) {
  const found = [];
  let at = 1;
  while (object[at] !== '}') {
    const nameEnd = valueEnd(object, at);
    const end = valueEnd(object, nameEnd + 1);
    found.push({ name: JSON.parse(object.slice(at, nameEnd)), text: object.slice(nameEnd + 1, end) });
    at = object[end] === ',' ? end + 1 : end;
  }
  return found;
}

/** The elements of a list without space between its tokens, each still as text. */
export function elements(list) {
  const found = [];
  let at = 1;
  while (list[at] !== ']') {
    const end = valueEnd(list, at);
    found.push(list.slice(at, end));
    at = list[end] === ',' ? end + 1 : end;
  }
  return found;
}

/** The text of one member, or undefined. */
export function member(object, name) {
  return members(object).find((candidate) => candidate.name === name)?.text;
}

/** An object of members as {@link members} gives them. */
export function objectOf(all) {
  return `{${all.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** Where the value that starts here ends. */
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

/** The same tokens over several lines. Only space is added; the text must have none between its tokens. */
export function indented(text) {
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (c === '"') {
      const end = stringEnd(text, at);
      out += text.slice(at, end);
      at = end - 1;
    } else if ((c === '{' || c === '[') && '}]'.includes(text[at + 1])) {
      out += c + text[at + 1];
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

/** What a value is, in a word for people. */
export function kind(text) {
  switch (text[0]) {
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
