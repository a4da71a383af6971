import { approveWithGrant } from './api.js';
import { changeDraft } from './drafts.js';
import { button, choice, form, line } from './fields.js';
import { isNumber, kind, members } from './json.js';
import { el, shown, value } from './text.js';

const UNITS = { minutes: (amount) => `PT${amount}M`, hours: (amount) => `PT${amount}H`, days: (amount) => `P${amount}D` };

/** Where the rule has it, whoever approves may say that they need not be asked again. */
export const mayGrant = (call) => Boolean(call.hold?.grants) && call.hold.verbs.includes('APPROVE');

export function grantDraft(call) {
  return {
    form: 'grant',
    call,
    scope: 'conversation',
    amount: '1',
    unit: 'hours',
    uses: String(Math.min(3, call.hold.grants.uses)),
    pattern: 'exact',
    fields: members(call.argumentsText).map(({ name, text }) => ({
      name,
      text,
      how: 'equals',
      prefix: text[0] === '"' ? JSON.parse(text) : '',
      min: kind(text) === 'number' ? text : '',
      max: kind(text) === 'number' ? text : '',
    })),
  };
}

export function grantForm(draft, ctx) {
  const send = () => {
    const problem = faultOf(draft);
    if (problem) return changeDraft(draft, { problem: { detail: problem } }), ctx.redraw();
    return ctx.send(draft, () => approveWithGrant(draft.call, bodyOf(draft)), 'Approved; calls like it are not asked about again for a while');
  };
  const pick = (name) => (chosen) => {
    changeDraft(draft, { [name]: chosen, problem: undefined });
    ctx.redraw();
  };
  const type = (name) => (text) => {
    draft[name] = text;
  };
  return form(
    draft,
    'Approve, and do not ask again about calls like this one',
    { send, leave: () => ctx.leave(draft) },
    el('p', { class: 'field-help' }, `The rule allows ${inWords(draft.call.hold.grants.longest)} and ${draft.call.hold.grants.uses} calls at most. Everyone sees the grant, and any approver can take it back.`),
    draft.call.argumentsDigest === ctx.call.argumentsDigest
      ? undefined
      : el('p', { class: 'notice', role: 'alert' }, 'The arguments changed while you were at it. Cancel, look again, and start anew.'),
    draft.problem ? el('p', { class: 'notice notice-refused', role: 'alert' }, draft.problem.detail) : undefined,
    el(
      'div',
      { class: 'form-row' },
      choice(draft, 'scope', 'Whose calls', { options: scopes(draft.call), chosen: draft.scope, pick: pick('scope') }),
      line(draft, 'amount', 'For how long', { text: draft.amount, input: type('amount'), numeric: true }),
      choice(draft, 'unit', 'Unit', { options: Object.keys(UNITS).map((unit) => [unit, unit]), chosen: draft.unit, pick: pick('unit') }),
      draft.scope === 'conversation' ? line(draft, 'uses', 'How many more calls', { text: draft.uses, input: type('uses'), numeric: true }) : undefined,
    ),
    choice(draft, 'pattern', 'Which arguments', {
      options: [['exact', 'exactly these'], ['fields', 'as I say for each']].slice(0, draft.fields.length ? 2 : 1),
      chosen: draft.pattern,
      pick: pick('pattern'),
    }),
    ...(draft.pattern === 'fields' ? draft.fields.map((field, index) => patternOf(draft, field, index, ctx)) : []),
    el(
      'div',
      { class: 'form-buttons' },
      button(draft, 'Approve and grant', 'approve', 'send', send, ctx.busy),
      button(draft, 'Cancel', 'quiet', 'cancel', () => ctx.leave(draft)),
    ),
  );
}

/** An ISO 8601 duration as the gate writes it. */
function inWords(duration) {
  return duration.slice(2).replace('H', ' h ').replace('M', ' min ').replace('S', ' s').trim();
}

function scopes(call) {
  const all = [['conversation', 'this conversation’s']];
  return call.requesterProven ? [...all, ['requester', `${call.requester}’s, in any conversation`]] : all;
}

function patternOf(draft, field, index, ctx) {
  const ways = { text: [['equals', 'equals this'], ['prefix', 'begins with']], number: [['equals', 'equals this'], ['range', 'lies from … to']] };
  const pick = (how) => {
    field.how = how;
    changeDraft(draft, { problem: undefined });
    ctx.redraw();
  };
  const typed = (name) => (text) => {
    field[name] = text;
  };
  return el(
    'div',
    { class: 'form-row pattern' },
    choice(draft, `how-${index}`, [shown(field.name)], { options: ways[kind(field.text)] ?? [['equals', 'equals this']], chosen: field.how, pick }),
    field.how === 'equals' ? el('div', { class: 'field' }, el('span', { class: 'kind' }, 'the value approved'), value(field.text)) : undefined,
    field.how === 'prefix' ? line(draft, `prefix-${index}`, [shown(field.name), ' begins with'], { text: field.prefix, input: typed('prefix'), mono: true }) : undefined,
    ...(field.how === 'range'
      ? [
          line(draft, `min-${index}`, [shown(field.name), ' from'], { text: field.min, input: typed('min'), numeric: true, mono: true }),
          line(draft, `max-${index}`, [shown(field.name), ' to'], { text: field.max, input: typed('max'), numeric: true, mono: true }),
        ]
      : []),
  );
}

function faultOf(draft) {
  if (!/^[1-9]\d{0,4}$/.test(draft.amount.trim())) return 'For how long is a whole number, at least 1';
  if (draft.scope === 'conversation' && !/^[1-9]\d{0,8}$/.test(draft.uses.trim())) return 'How many more calls is a whole number, at least 1';
  if (draft.pattern === 'exact') return undefined;
  const faulty = draft.fields.find(
    (field) =>
      (field.how === 'prefix' && !field.prefix) ||
      (field.how === 'range' && (!(field.min.trim() || field.max.trim()) || [field.min, field.max].some((text) => text.trim() && !isNumber(text.trim())))),
  );
  return faulty && `“${faulty.name}”: say how it begins, or from which number to which`;
}

/** The grant as JSON text: numbers as they are written. */
function bodyOf(draft) {
  const parts = [
    `"scope":${JSON.stringify(draft.scope)}`,
    `"for":${JSON.stringify(UNITS[draft.unit](draft.amount.trim()))}`,
    ...(draft.scope === 'conversation' ? [`"uses":${draft.uses.trim()}`] : []),
    draft.pattern === 'exact' ? '"exact":true' : `"fields":{${draft.fields.map((field) => `${JSON.stringify(field.name)}:${patternText(field)}`).join(',')}}`,
  ];
  return `{${parts.join(',')}}`;
}

function patternText(field) {
  if (field.how === 'equals') return `{"equals":${field.text}}`;
  if (field.how === 'prefix') return `{"prefix":${JSON.stringify(field.prefix)}}`;
  const bounds = ['min', 'max'].filter((name) => field[name].trim()).map((name) => `"${name}":${field[name].trim()}`);
  return `{${bounds.join(',')}}`;
}
