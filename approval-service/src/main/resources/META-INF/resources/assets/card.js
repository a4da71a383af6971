import { argumentList, el, hasHidden, shown, value } from './text.js';

const STATUS = {
  PENDING: 'Waiting',
  APPROVED: 'Approved',
  SUCCEEDED: 'Approved and done',
  FAILED: 'Approved, then failed',
  REFUSED: 'Approved, not run',
  UNKNOWN: 'Approved, outcome unknown',
  REJECTED: 'Rejected',
  DENIED: 'Denied by policy',
  EXPIRED: 'Expired',
  WITHDRAWN: 'Withdrawn',
  INVALID: 'Invalid',
  ANSWERED: 'Answered by a person',
  SIBLING_REJECTED: 'Not run with its turn',
};
const TONE = { APPROVED: 'yes', SUCCEEDED: 'yes', PENDING: 'wait', FAILED: 'warn', REFUSED: 'warn', UNKNOWN: 'warn' };

export const keyOf = (call) => `${call.conversationId}/${call.callId}`;
export const groupOf = (call) => (call.turn ? `${call.conversationId}/turn/${call.turn.id}` : `${keyOf(call)}/alone`);
export const isPending = (call) => call.status === 'PENDING';
const VIA = { web: '', http: ' over HTTP', terminal: ' from a terminal' };

export function time(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  const text = today
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    : date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return el('time', { datetime: instant, title: instant }, text);
}

export function left(instant) {
  const minutes = Math.floor((new Date(instant) - Date.now()) / 60_000);
  if (minutes < 0) return 'time is over';
  if (minutes < 1) return 'less than a minute left';
  if (minutes < 60) return `${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min left` : `${Math.floor(hours / 24)} days left`;
}

/** Who decided and when, in words. */
export function verdict(call) {
  const words = el('span', {}, el('strong', { class: `tone-${TONE[call.status] ?? 'no'}` }, STATUS[call.status]));
  if (call.decidedBy && !['gate', 'policy'].includes(call.decidedBy.via)) {
    words.append(' by ', shown(call.decidedBy.name), VIA[call.decidedBy.via] ?? '');
  }
  if (call.decidedAt) words.append(' at ', time(call.decidedAt));
  if (call.reason?.message) words.append(' — “', shown(call.reason.message), '”');
  return words;
}

function hints(annotations) {
  if (!annotations) return undefined;
  const badge = (text, tone, title) => el('li', { class: `badge badge-${tone}`, title }, text);
  return el(
    'ul',
    { class: 'badges', 'aria-label': 'What the tool declares of itself' },
    annotations.readOnlyHint
      ? badge('only reads', 'calm', 'readOnlyHint')
      : badge('changes something', 'plain', 'not readOnlyHint'),
    annotations.destructiveHint && !annotations.readOnlyHint ? badge('may destroy', 'alarm', 'destructiveHint') : '',
    annotations.openWorldHint ? badge('reaches outside', 'plain', 'openWorldHint') : '',
    annotations.idempotentHint
      ? badge('safe to repeat', 'calm', 'idempotentHint')
      : badge('runs once at most', 'plain', 'not idempotentHint'),
  );
}

function votes(call) {
  if (call.votes.length === 0) return undefined;
  const list = call.votes.flatMap((vote, index) => [index ? ', ' : '', shown(vote.name), ' at ', time(vote.at)]);
  return el('p', { class: 'votes' }, el('strong', { class: 'tone-yes' }, 'Approved'), ' by ', ...list, '; waits for the rest of its turn.');
}

/** What a voter looks at: the tool, why it is held, and all arguments. */
export function callBody(call) {
  const hidden = decodedHidden(call.argumentsText);
  return [
    el(
      'header',
      { class: 'call-head' },
      el('h3', { class: 'tool' }, shown(call.tool)),
      hints(call.annotations),
    ),
    call.description ? el('p', { class: 'description' }, shown(call.description)) : undefined,
    hidden
      ? el('p', { class: 'notice notice-hidden' }, 'The arguments contain characters that cannot be seen. They are shown by their codes.')
      : undefined,
    argumentList(call.argumentsText),
    votes(call),
  ].filter(Boolean);
}

function decodedHidden(canonical) {
  return [...canonical.matchAll(/"(?:[^"\\]|\\.)*"/gs)].some((string) => hasHidden(JSON.parse(string[0])));
}

/** Digests and ids, for whoever wants to compare. */
export function fingerprints(call) {
  return el(
    'details',
    { class: 'fingerprints' },
    el('summary', {}, 'Exact text and digests'),
    el('pre', { class: 'value value-json' }, shown(call.argumentsText)),
    el(
      'dl',
      { class: 'facts' },
      ...fact('call', `${call.conversationId} / ${call.callId}`),
      ...fact('arguments', call.argumentsDigest),
      ...fact('tool', call.toolDigest ?? '–'),
      ...fact('policy', `${call.rule}, ${call.policyVersion}`),
    ),
  );
}

function fact(name, text) {
  return [el('dt', {}, name), el('dd', {}, shown(text))];
}

/** Who asked for what, and why a person is asked. */
export function context(call, calls) {
  const asked = el('p', { class: 'asked' }, el('span', { class: 'requester' }, shown(call.requester ?? 'Somebody')));
  if (call.requester && !call.requesterProven) {
    asked.append(' ', el('span', { class: 'badge badge-plain', title: 'Nobody has proven that it was them' }, 'claimed'));
  }
  asked.append(call.prompt ? ' asked:' : ' asks for this.');
  return el(
    'div',
    { class: 'context' },
    asked,
    call.prompt ? el('blockquote', { class: 'prompt' }, shown(call.prompt)) : undefined,
    el(
      'p',
      { class: 'meta' },
      model(call),
      el('span', {}, 'since ', time(call.requestedAt)),
      el('span', { class: 'left', 'data-expires': call.expiresAt }, left(call.expiresAt)),
      el('span', {}, 'held because ', call.heldBecause ? shown(call.heldBecause) : `the rule “${call.rule}” says so`),
      missing(call, calls),
    ),
  );
}

function model(call) {
  if (!call.model) return undefined;
  return call.model.startsWith('countersign-offline')
    ? el('span', { class: 'stand-in', title: call.model }, 'proposed by a rule-based stand-in, not by a model')
    : el('span', {}, 'proposed by ', shown(call.model));
}

function missing(call, calls) {
  const size = call.turn?.size ?? 1;
  return calls.length < size ? el('span', { class: 'tone-warn' }, `${calls.length} of ${size} calls have come`) : undefined;
}

/** A decided call, folded to one line. */
export function recentEntry(call) {
  return el(
    'li',
    { class: 'recent-entry' },
    el(
      'details',
      {},
      el(
        'summary',
        {},
        el('span', { class: 'tool' }, shown(call.tool)),
        el('span', { class: 'recent-verdict' }, verdict(call)),
      ),
      el('div', { class: 'recent-body' }, context(call, [call]), argumentList(call.argumentsText), outcome(call), fingerprints(call)),
    ),
  );
}

function outcome(call) {
  if (call.outputText) {
    return el('div', { class: 'outcome' }, el('h4', {}, 'What the tool returned'), value(call.outputText));
  }
  return call.result?.error
    ? el('div', { class: 'outcome' }, el('h4', {}, 'What went wrong'), el('p', {}, shown(call.result.error)))
    : undefined;
}
