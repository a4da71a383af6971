import { settleCall } from './api.js';
import { changeDraft } from './drafts.js';
import { area, button, choice, form } from './fields.js';
import { fault } from './json.js';
import { el, long } from './text.js';

const MAX_TEXT = '2000';

export const settleDraft = (call) => ({ form: 'settle', call, outcome: 'succeeded', kind: 'text', output: '', reason: '', sure: false });

/** Says what became of a call: first what, then once more that it is meant. */
export function settleForm(draft, ctx) {
  return draft.sure ? confirmation(draft, ctx) : question(draft, ctx);
}

function question(draft, ctx) {
  const next = () => {
    const found = faultOf(draft);
    changeDraft(draft, found ? { problem: found } : { problem: undefined, sure: true });
    ctx.redraw();
    if (!found) ctx.focus('back');
  };
  const pick = (name) => (chosen) => {
    changeDraft(draft, { [name]: chosen, problem: undefined });
    ctx.redraw();
  };
  const typed = (name) => (text) => {
    draft[name] = text;
  };
  const succeeded = draft.outcome === 'succeeded';
  return form(
    draft,
    'Settle this call',
    { send: next, leave: ctx.leave },
    el('p', { class: 'field-help' }, 'For people and the record. The outcome that the model was told stays as it is.'),
    choice(draft, 'outcome', 'What became of it', { options: [['succeeded', 'it succeeded'], ['failed', 'it failed, or did not run']], chosen: draft.outcome, pick: pick('outcome') }),
    succeeded ? choice(draft, 'kind', 'What it returned is', { options: [['text', 'text'], ['json', 'a JSON value']], chosen: draft.kind, pick: pick('kind') }) : undefined,
    succeeded
      ? area(draft, 'output', 'What it returned', { text: draft.output, input: typed('output'), rows: 3, mono: draft.kind === 'json', fault: draft.problem })
      : area(draft, 'reason', 'What went wrong', { text: draft.reason, input: typed('reason'), maxlength: MAX_TEXT, fault: draft.problem }),
    el('div', { class: 'form-buttons' }, button(draft, 'Next…', 'approve', 'send', next, ctx.busy), button(draft, 'Cancel', 'quiet', 'cancel', ctx.leave)),
  );
}

function faultOf({ outcome, kind, output, reason }) {
  if (outcome === 'failed') return reason.trim() ? undefined : 'Say what went wrong';
  const found = kind === 'json' ? fault(output) : undefined;
  return found && `This is not JSON: ${found}`;
}

function confirmation(draft, ctx) {
  const succeeded = draft.outcome === 'succeeded';
  const send = () => ctx.send(() => settleCall(draft.call, bodyOf(draft)));
  const back = () => {
    changeDraft(draft, { sure: false });
    ctx.redraw();
    ctx.focus('outcome');
  };
  return form(
    draft,
    'Is that so? It is said once, and cannot be changed',
    { send, leave: back },
    el('p', {}, el('strong', {}, succeeded ? 'It succeeded' : 'It failed'), succeeded ? '. It returned:' : ':'),
    succeeded && !draft.output ? el('p', { class: 'value value-empty' }, 'empty text') : long(succeeded ? draft.output : draft.reason, 'pre', 'value'),
    el('div', { class: 'form-buttons' }, button(draft, 'Yes, settle it', 'approve', 'confirm', send, ctx.busy), button(draft, 'Back', 'quiet', 'back', back)),
  );
}

/** Every digit as it was typed. */
function bodyOf({ outcome, kind, output, reason }) {
  if (outcome === 'failed') return JSON.stringify({ outcome, reason: reason.trim() });
  return `{"outcome":"succeeded","output":${kind === 'json' ? output : JSON.stringify(output)}}`;
}
