import { commentOn, decideCall, respondTo, withdraw } from './api.js';
import { changeDraft } from './drafts.js';
import { editForm } from './edit.js';
import { area, button, choice, form } from './fields.js';
import { grantForm } from './grant.js';
import { fault } from './json.js';
import { el } from './text.js';

const MAX_TEXT = '2000';

/** The form that is open on a card. */
export function formOf(draft, ctx) {
  switch (draft.form) {
    case 'edit':
      return editForm(draft, ctx);
    case 'grant':
      return grantForm(draft, ctx);
    case 'respond':
      return respondForm(draft, ctx);
    case 'reject':
      return sayForm(draft, ctx, {
        title: ctx.what ? `Reject ${ctx.what}` : 'Reject this call',
        label: 'Why not? You may leave this empty. The asker and the model are told.',
        verb: `Reject ${ctx.what}`.trim(),
        tone: 'reject reject-now',
        send: (text) => ctx.decide('reject', text),
        done: 'Rejected',
      });
    case 'comment':
      return sayForm(draft, ctx, {
        title: 'Comment, for people only',
        label: 'What do you want to say? The model never sees it.',
        verb: 'Comment',
        tone: 'approve',
        needed: true,
        send: (text) => commentOn(draft.call, text),
        done: 'Comment added',
      });
    case 'withdraw':
      return sayForm(draft, ctx, {
        title: 'Withdraw this call',
        label: 'Why? You may leave this empty. The rest of its turn goes with it where the turn is decided together.',
        verb: 'Withdraw',
        tone: 'reject reject-now',
        send: (text) => withdraw(draft.call, text),
        done: 'Withdrawn',
      });
    default:
      throw new Error(`no such form: ${draft.form}`);
  }
}

/** One text and a button. */
function sayForm(draft, ctx, { title, label, verb, tone, needed = false, send: ask, done }) {
  draft.text ??= '';
  const send = () => {
    const text = draft.text.trim();
    if (needed && !text) return changeDraft(draft, { problem: { detail: 'There is nothing to send yet' } }), ctx.redraw();
    return ctx.send(draft, () => ask(text), done);
  };
  return form(
    draft,
    title,
    { send, leave: () => ctx.leave(draft) },
    area(draft, 'text', label, { text: draft.text, input: (text) => (draft.text = text), maxlength: MAX_TEXT, fault: draft.problem?.detail }),
    el(
      'div',
      { class: 'form-buttons' },
      button(draft, verb, tone, 'send', send, ctx.busy),
      button(draft, 'Cancel', 'quiet', 'cancel', () => ctx.leave(draft)),
    ),
  );
}

function respondForm(draft, ctx) {
  draft.text ??= '';
  draft.kind ??= 'text';
  const send = () => {
    const found = draft.kind === 'json' ? fault(draft.text) : draft.text ? undefined : 'There is nothing to answer yet';
    if (found) return changeDraft(draft, { problem: { detail: draft.kind === 'json' ? `This is not JSON: ${found}` : found } }), ctx.redraw();
    const answer = draft.kind === 'json' ? draft.text : JSON.stringify(draft.text);
    return ctx.send(draft, () => respondTo(ctx.call, answer), 'Answered in the tool’s place');
  };
  const pick = (kind) => {
    changeDraft(draft, { kind, problem: undefined });
    ctx.redraw();
  };
  return form(
    draft,
    'Answer in the tool’s place',
    { send, leave: () => ctx.leave(draft) },
    el('p', { class: 'field-help' }, 'The tool does not run; the model takes what you write for the tool’s answer. This is not a denial: to say no, reject the call.'),
    choice(draft, 'kind', 'The answer is', { options: [['text', 'text'], ['json', 'a JSON value']], chosen: draft.kind, pick }),
    area(draft, 'text', 'Answer', { text: draft.text, input: (text) => (draft.text = text), rows: 4, mono: draft.kind === 'json', fault: draft.problem?.detail }),
    el(
      'div',
      { class: 'form-buttons' },
      button(draft, 'Send the answer', 'approve', 'send', send, ctx.busy),
      button(draft, 'Cancel', 'quiet', 'cancel', () => ctx.leave(draft)),
    ),
  );
}
