import { editCall } from './api.js';
import { difference } from './difference.js';
import { changeDraft } from './drafts.js';
import { area, button, choice, form, line } from './fields.js';
import { compact, fault, indented, isNumber, kind, members, objectOf, twice } from './json.js';
import { argumentName, el } from './text.js';

/**
 * The form that changes arguments. It works on their canonical text: what nobody touched goes back as it came, and what
 * was typed goes as it was typed.
 */
export function editDraft(call) {
  return { form: 'edit', call, mode: 'fields', fields: fieldsOf(call.argumentsText), text: indented(call.argumentsText), problem: undefined };
}

function fieldsOf(object) {
  return members(object).map(({ name, text }) => {
    const input = inputOf(text);
    return { name, base: text, kind: kind(text), initial: input, input, removed: false };
  });
}

function inputOf(text) {
  if (text[0] === '"') return JSON.parse(text);
  return text[0] === '{' || text[0] === '[' ? indented(text) : text;
}

/** A text area turns every line end into one character; that alone is no change. */
const lines = (text) => text.replace(/\r\n?/g, '\n');

/** A member as it goes: its own text unless somebody typed. */
function textOf(field) {
  if (lines(field.input) === lines(field.initial)) return field.base;
  if (field.kind === 'text') return JSON.stringify(field.input);
  return fault(field.input) ? field.input : compact(field.input);
}

function faultOf(field) {
  if (field.removed || field.kind === 'text') return undefined;
  if (field.kind === 'number') return isNumber(field.input.trim()) ? undefined : 'This is not a number as JSON writes it';
  const found = fault(field.input);
  return found && `This is not JSON: ${found}`;
}

const composed = (draft) => objectOf(draft.fields.filter((field) => !field.removed).map((field) => ({ name: field.name, text: textOf(field) })));

/** What the form says now: the text of the arguments, or what is wrong with it. */
function reading(draft) {
  if (draft.mode === 'fields') {
    return draft.fields.some(faultOf) ? { fault: 'A field cannot be read yet' } : { text: composed(draft) };
  }
  const found = fault(draft.text);
  if (found) return { fault: `This is not JSON: ${found}` };
  const text = compact(draft.text);
  if (text[0] !== '{') return { fault: 'Arguments are a JSON object' };
  const names = twice(members(text));
  return names.length ? { fault: `“${names[0]}” is there twice` } : { text };
}

export function editForm(draft, ctx) {
  const send = () => {
    const now = reading(draft);
    const problem = now.fault ?? (difference(draft.call.argumentsText, now.text) ? undefined : 'Nothing is changed. Approve the call instead, or cancel.');
    if (problem) return changeDraft(draft, { problem: { detail: problem }, checked: true }), ctx.redraw();
    return ctx.send(draft, () => editCall(draft.call, now.text), 'Arguments changed');
  };
  const preview = el('div', { class: 'preview', 'aria-live': 'off' });
  const look = () => preview.replaceChildren(...previewOf(draft));
  look();
  return form(
    draft,
    'Change the arguments, and approve them so',
    { send, leave: () => ctx.leave(draft) },
    isStale(draft, ctx.call) ? changedMeanwhile(draft, ctx) : undefined,
    el('p', { class: 'field-help' }, 'They take the place of what was proposed, whole. Approvals given before are void, yours counts for what you write, and the model is told.'),
    problems(draft),
    ...(draft.mode === 'fields' ? fieldControls(draft, ctx, look) : textControls(draft, look)),
    preview,
    el(
      'div',
      { class: 'form-buttons' },
      button(draft, 'Change and approve', 'approve', 'send', send, ctx.busy),
      button(draft, draft.mode === 'fields' ? 'Edit the whole text' : 'Edit by field', 'quiet', 'mode', () => switchMode(draft, ctx)),
      button(draft, 'Cancel', 'quiet', 'cancel', () => ctx.leave(draft)),
    ),
  );
}

const isStale = ({ call }, now) => call.argumentsDigest !== now.argumentsDigest || call.toolDigest !== now.toolDigest;

function changedMeanwhile(draft, ctx) {
  const again = () => {
    changeDraft(draft, editDraft(ctx.call));
    ctx.redraw();
  };
  return el(
    'p',
    { class: 'notice', role: 'alert' },
    'The call changed while you were at it; this form is about what it was before. ',
    button(draft, 'Start again from what it is now', 'quiet', 'again', again),
  );
}

/** Sentences that name no field here; those that do stand at it. */
function problems(draft) {
  const general = sentences(draft).filter((sentence) => draft.mode === 'text' || !draft.fields.some((field) => isAbout(sentence, field.name)));
  if (!draft.problem) return undefined;
  const text = draft.problem.title && draft.problem.status === 422 ? [el('strong', {}, draft.problem.title), general.length ? ': ' : '. See below.'] : [];
  return el('p', { class: 'notice notice-refused', role: 'alert' }, ...text, general.join('; '));
}

/** The gate says first which call it speaks of; what follows is one sentence for each fault. */
const sentences = (draft) =>
  (draft.problem?.detail ?? '')
    .replace(/^call [^ ]+: (the arguments do not fit the tool's schema: )?/, '')
    .split('; ')
    .filter(Boolean);

/** Sentences begin with a JSON Pointer, or quote the name of a member that is missing or not wanted. */
function isAbout(sentence, name) {
  const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const at = sentence.search(/(^| )\//);
  const start = at < 0 ? undefined : sentence.slice(at).trimStart();
  return (start?.startsWith(`${pointer}:`) || start?.startsWith(`${pointer}/`) || sentence.includes(`'${name}'`)) ?? false;
}

function fieldControls(draft, ctx, look) {
  const controls = draft.fields.map((field, index) => (field.removed ? gone(draft, ctx, field, index) : fieldControl(draft, ctx, field, index, look)));
  return controls.length ? controls : [el('p', { class: 'muted' }, 'No arguments. The whole text takes new ones.')];
}

function fieldControl(draft, ctx, field, index, look) {
  const name = `field-${index}`;
  const told = sentences(draft).filter((sentence) => isAbout(sentence, field.name));
  const input = (text) => {
    field.input = text;
    look();
  };
  const common = {
    text: field.input,
    input,
    fault: (draft.checked ? faultOf(field) : undefined) ?? (told.join('; ') || undefined),
    help: field.kind === 'text' && field.base.includes('\\r') ? 'Has line ends of its own kind: changing this field here makes them plain ones. The whole text keeps them.' : undefined,
  };
  const label = argumentName(field.name, field.base);
  const rows = Math.min(12, Math.max(field.kind === 'text' ? 1 : 3, Math.ceil(field.input.length / 70), field.input.split('\n').length));
  let control;
  if (field.kind === 'number') control = line(draft, name, label, { ...common, numeric: true, mono: true });
  else if (field.kind === 'yes/no') {
    control = choice(draft, name, label, { ...common, options: [['true', 'yes (true)'], ['false', 'no (false)']], chosen: field.input, pick: input });
  } else control = area(draft, name, label, { ...common, rows, mono: field.kind !== 'text' });
  control.classList.add('field-of-edit');
  control.append(button(draft, 'Remove', 'quiet', `remove-${index}`, () => remove(draft, ctx, field, true)));
  return control;
}

function gone(draft, ctx, field, index) {
  return el('p', { class: 'field' }, ...argumentName(field.name, field.base), ' will not be there. ', button(draft, 'Keep it', 'quiet', `remove-${index}`, () => remove(draft, ctx, field, false)));
}

function remove(draft, ctx, field, removed) {
  field.removed = removed;
  changeDraft(draft, {});
  ctx.redraw();
}

function textControls(draft, look) {
  const input = (text) => {
    draft.text = text;
    look();
  };
  const rows = Math.min(24, Math.max(6, draft.text.split('\n').length + 1));
  return [area(draft, 'text', 'All arguments, as JSON. Numbers are taken digit by digit.', { text: draft.text, input, rows, mono: true })];
}

function switchMode(draft, ctx) {
  const now = reading(draft);
  if (now.fault) changeDraft(draft, { problem: { detail: now.fault }, checked: true });
  else if (draft.mode === 'fields') changeDraft(draft, { mode: 'text', text: indented(now.text), problem: undefined });
  else changeDraft(draft, { mode: 'fields', fields: fieldsOf(now.text), problem: undefined, checked: false });
  ctx.redraw();
}

function previewOf(draft) {
  const now = reading(draft);
  if (now.fault) return [el('p', { class: 'muted' }, now.fault)];
  const changed = difference(draft.call.argumentsText, now.text, { was: 'before', is: 'after' });
  return changed ? [el('h4', {}, 'What changes'), changed] : [el('p', { class: 'muted' }, 'Nothing is changed so far.')];
}
