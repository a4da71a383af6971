import { decider, stateOf, time } from './states.js';
import { el, long, shown, value } from './text.js';

/** What a person said in a tool's place. */
export function answer(call) {
  return stateOf(call) === 'ANSWERED' && call.reason?.message
    ? section('What the person answered in its place', long(call.reason.message, 'div', 'value'))
    : undefined;
}

/** What became of a call, as far as it is known. */
export function outcome(call) {
  const { result } = call;
  return [
    answer(call),
    call.startedAt && !result ? el('p', {}, 'Started at ', time(call.startedAt), '; no result yet.') : undefined,
    call.outputText ? section('What the tool returned', value(call.outputText)) : undefined,
    result?.error ? section('What went wrong', long(result.error, 'p', 'value')) : undefined,
    lateResult(call),
    settlement(call),
  ];
}

/** Everything that is known of a call of which nobody can tell what became. */
export function known(call) {
  const { result } = call;
  const startedAt = result?.startedAt ?? call.startedAt;
  return el(
    'div',
    { class: 'outcome known' },
    el('p', { class: 'notice' }, el('strong', {}, 'It may have run. '), 'Nobody can tell what became of it. Look where the tool acts before you ask for the same again.'),
    el(
      'dl',
      { class: 'facts' },
      ...(call.decidedBy ? fact('approved', ...decider(call.decidedBy), ' at ', time(call.decidedAt)) : []),
      ...fact('started', ...(startedAt ? ['at ', time(startedAt), ...startedBy(result)] : ['nobody has said that it was'])),
      ...(result ? fact('given up', 'at ', time(result.finishedAt), ...(result.executor ? [' by its executor ', shown(result.executor)] : [' by the gate'])) : []),
      ...(result?.error ? fact('because', shown(result.error)) : []),
    ),
    lateResult(call),
  );
}

function startedBy({ instance, executor, attempt } = {}) {
  const name = instance ?? executor;
  return [...(name ? [' by ', shown(name)] : []), ...(attempt ? [`, attempt ${attempt}`] : [])];
}

function lateResult({ lateResult: late, lateOutputText }) {
  if (!late) return undefined;
  return section(
    'A result that came late',
    el('p', {}, el('strong', {}, late.status), ' at ', time(late.finishedAt), '. It came too late to be the outcome; the model was not told.'),
    late.error ? long(late.error, 'p', 'value') : undefined,
    lateOutputText ? value(lateOutputText) : undefined,
  );
}

function settlement({ settlement: found, settledOutputText }) {
  if (!found) return undefined;
  return section(
    'What was found out',
    el('p', {}, el('strong', {}, found.outcome === 'SUCCEEDED' ? 'It succeeded' : 'It failed'), ', says ', ...decider(found.by), ' at ', time(found.by.at), '. The model was not told.'),
    found.reason ? long(found.reason, 'p', 'value') : undefined,
    settledOutputText ? value(settledOutputText) : undefined,
  );
}

function fact(name, ...text) {
  return [el('dt', {}, name), el('dd', {}, ...text)];
}

function section(title, ...content) {
  return el('div', { class: 'outcome' }, el('h4', {}, title), ...content);
}
