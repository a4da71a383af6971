import { el, shown } from './text.js';

/** What each state is called, in words of its own: colour alone says nothing. */
const WORDS = {
  PENDING: ['Waiting for a decision', 'wait'],
  PARTLY: ['Waiting for more approvals', 'wait'],
  WAITS_FOR_TURN: ['Approved, waits for the rest of its turn', 'yes'],
  CLAIMED: ['Waiting, somebody looks at it', 'wait'],
  APPROVED: ['Approved', 'yes'],
  RUNNING: ['Running', 'yes'],
  SUCCEEDED: ['Done', 'yes'],
  FAILED: ['Failed', 'warn'],
  REFUSED: ['Not run', 'warn'],
  ASK_AGAIN: ['Not run: ask again', 'warn'],
  UNKNOWN: ['Outcome unknown, it may have run', 'warn'],
  SETTLED: ['Outcome unknown at first, settled since', 'plain'],
  REJECTED: ['Rejected', 'no'],
  DENIED: ['Denied', 'no'],
  EXPIRED: ['Expired, not run', 'no'],
  WITHDRAWN: ['Withdrawn', 'no'],
  INVALID: ['Invalid, not run', 'no'],
  ANSWERED: ['Answered by a person, not run', 'plain'],
  SIBLING_REJECTED: ['Not run with its turn', 'no'],
};
/** Approved first, then what became of it. */
const AFTER_APPROVAL = new Set(['RUNNING', 'SUCCEEDED', 'FAILED', 'REFUSED', 'ASK_AGAIN', 'UNKNOWN', 'SETTLED']);
const VIA = { web: '', http: ' over HTTP', terminal: ' from a terminal' };
const CAUSES = {
  REJECTED: 'another call of it was rejected',
  DENIED: 'another call of it was denied',
  EXPIRED: 'it expired',
  WITHDRAWN: 'another call of it was withdrawn',
  INVALID: 'another call of it was invalid',
};

export const isPending = (call) => call.status === 'PENDING' || call.status === 'CLAIMED';

/** Nobody could tell what became of it when the model was told. */
const isUnknown = (call) => call.status === 'UNKNOWN';

/** Nobody can tell what became of it, and nobody has found out. */
export const needsSettlement = (call) => isUnknown(call) && !call.settlement;

/** The state of a call as people tell them apart: finer than its status. */
export function stateOf(call) {
  if (isPending(call) && call.votes.length > 0) return call.votes.length >= (call.hold?.needed ?? 1) ? 'WAITS_FOR_TURN' : 'PARTLY';
  if (isUnknown(call) && call.settlement) return 'SETTLED';
  return call.status === 'REFUSED' && call.result?.error?.includes('ask again') ? 'ASK_AGAIN' : call.status;
}

export const tone = (call) => WORDS[stateOf(call)]?.[1] ?? 'no';
export const words = (call) => WORDS[stateOf(call)]?.[0] ?? call.status;

/** The state as a label on the card. */
export function stateLabel(call) {
  const state = stateOf(call);
  const text =
    call.status === 'CLAIMED' && call.claim && state === 'CLAIMED'
      ? ['Waiting, ', shown(call.claim.name), ' looks at it']
      : [state === 'PARTLY' ? `Waiting, ${call.votes.length} of ${call.hold?.needed ?? 1} approvals` : words(call)];
  return el('span', { class: `state state-${tone(call)}`, 'data-state': state }, ...text);
}

export function time(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  const text = today
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    : date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return el('time', { datetime: instant, title: instant }, text);
}

function span(millis) {
  const minutes = Math.floor(millis / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** How long until an instant, in words that change with time. */
export function left(instant) {
  const millis = new Date(instant) - Date.now();
  return millis < 0 ? 'time is over' : `${span(millis)} left`;
}

export function due(instant) {
  const millis = new Date(instant) - Date.now();
  return millis < 0 ? `overdue by ${span(-millis)}` : `due in ${span(millis)}`;
}

/** A person and how they said it; grants and the policy are named as such. */
export function decider({ name, via }) {
  if (via === 'policy') return ['the policy'];
  if (via === 'gate') return ['the gate'];
  return via === 'grant' ? ['a grant of ', shown(name)] : [shown(name), VIA[via] ?? ''];
}

/** What a call came to, who decided and when, in words. */
export function verdict(call) {
  const state = stateOf(call);
  const text = el('span', {}, el('strong', { class: `tone-${tone(call)}` }, words(call)));
  if (AFTER_APPROVAL.has(state)) text.append(', approved');
  if (call.decidedBy && call.decidedBy.via !== 'gate') text.append(' by ', ...decider(call.decidedBy));
  if (call.decidedAt) text.append(' at ', time(call.decidedAt));
  if (call.settlement) text.append(`. It ${call.settlement.outcome === 'SUCCEEDED' ? 'succeeded' : 'failed'}, says `, ...decider(call.settlement.by));
  if (call.reason?.cause) text.append(`, because ${CAUSES[call.reason.cause] ?? 'another call of it did not pass'}`);
  if (call.reason?.message && state !== 'ANSWERED') text.append(': “', shown(call.reason.message), '”');
  return text;
}
