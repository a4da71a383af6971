import { hiddenNote } from './difference.js';
import { el } from './text.js';

/** The controls of forms. `data-control` finds a control again after its card was drawn anew. */

export const focusable = (draft, name) => ({ id: `${draft.id}-${name}`, 'data-control': `${draft.id} ${name}` });

export function button(draft, text, tone, name, onclick, disabled = false) {
  return el('button', { type: 'button', class: tone, 'data-control': `${draft.id} ${name}`, disabled, onclick }, text);
}

/** A field of several lines with its label; what cannot be seen in it is shown below. */
export function area(draft, name, label, { text, input, rows = 2, maxlength, mono = false, fault, help }) {
  const note = el('p', { class: 'field-hidden' }, ...hiddenNote(text));
  const node = el('textarea', {
    ...focusable(draft, name),
    rows: String(rows),
    maxlength,
    class: mono ? 'mono' : undefined,
    spellcheck: mono ? 'false' : undefined,
    ...described(draft, name, fault, help),
    oninput: () => {
      note.replaceChildren(...hiddenNote(node.value));
      input(node.value);
    },
  });
  node.value = text;
  return field(draft, name, label, node, fault, help, note);
}

export function line(draft, name, label, { text, input, numeric = false, fault, help, mono = false, width }) {
  const node = el('input', {
    ...focusable(draft, name),
    type: 'text',
    inputmode: numeric ? 'decimal' : undefined,
    autocomplete: 'off',
    spellcheck: 'false',
    class: [mono ? 'mono' : '', width ?? ''].join(' ').trim(),
    ...described(draft, name, fault, help),
    oninput: () => input(node.value),
  });
  node.value = text;
  return field(draft, name, label, node, fault, help);
}

export function choice(draft, name, label, { options, chosen, pick, fault, help }) {
  const node = el(
    'select',
    { ...focusable(draft, name), ...described(draft, name, fault, help), onchange: () => pick(node.value) },
    ...options.map(([value, text]) => el('option', { value, selected: value === chosen }, text)),
  );
  return field(draft, name, label, node, fault, help);
}

function field(draft, name, label, node, fault, help, ...more) {
  const labels = Array.isArray(label) ? label : [label];
  return el(
    'div',
    { class: `field${fault ? ' field-faulty' : ''}` },
    el('label', { for: `${draft.id}-${name}` }, ...labels),
    node,
    ...more,
    help ? el('p', { class: 'field-help', id: `${draft.id}-${name}-help` }, help) : undefined,
    fault ? el('p', { class: 'field-fault', id: `${draft.id}-${name}-fault`, role: 'alert' }, fault) : undefined,
  );
}

function described(draft, name, fault, help) {
  const ids = [help ? `${draft.id}-${name}-help` : '', fault ? `${draft.id}-${name}-fault` : ''].filter(Boolean).join(' ');
  return { 'aria-describedby': ids || undefined, 'aria-invalid': fault ? 'true' : undefined };
}

/** A form on a card. Escape leaves it; Ctrl+Enter sends it. */
export function form(draft, title, { send, leave }, ...children) {
  return el(
    'div',
    {
      class: 'form',
      role: 'group',
      'aria-label': title,
      onkeydown: (event) => {
        if (event.key === 'Escape') leave();
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
        else return;
        event.preventDefault();
      },
    },
    el('h4', { class: 'form-title' }, title),
    ...children,
  );
}
