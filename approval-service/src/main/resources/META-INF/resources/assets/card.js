import { difference } from './difference.js';
import { answer, outcome } from './outcome.js';
import { claim, clocks, comments, nudges, priority, requester, votes, waitsOn } from './people.js';
import { isPending, stateLabel, stateOf, time, verdict } from './states.js';
import { argumentList, el, hasHiddenWithin, long, shown } from './text.js';

export const keyOf = (call) => `${call.conversationId}/${call.callId}`;
export const groupOf = (call) => (call.turn ? `${call.conversationId}/turn/${call.turn.id}` : `${keyOf(call)}/alone`);

const MODES = { READ_ONLY: 'read-only tools only', HOLD: 'hold everything', DENY: 'deny everything' };

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

/** What a voter looks at: the tool, why it is held, what to look at, and all arguments. */
export function callBody(call) {
  return [
    el('header', { class: 'call-head' }, el('h3', { class: 'tool' }, shown(call.tool)), stateLabel(call), priority(call), hints(call.annotations)),
    call.description ? long(call.description, 'p', 'description') : undefined,
    ...grounds(call),
    hasHiddenWithin(call.argumentsText)
      ? el('p', { class: 'notice notice-hidden' }, 'The arguments contain characters that cannot be seen. They are shown by their codes.')
      : undefined,
    edited(call),
    argumentList(call.argumentsText),
    waitsOn(call),
    votes(call),
    claim(call),
    nudges(call),
    comments(call),
  ].filter(Boolean);
}

/** Why a person is asked, and what they should know. */
function grounds(call) {
  const { evaluation, hold } = call;
  return [
    hold?.check ? el('div', { class: 'notice notice-check' }, el('strong', {}, 'Please check: '), long(hold.check, 'span', 'check-text')) : undefined,
    evaluation?.error
      ? el('p', { class: 'notice' }, el('strong', {}, 'A condition of the policy could not be evaluated'), `, so a person is asked: `, shown(evaluation.error))
      : undefined,
    refusedBefore(call),
  ];
}

function refusedBefore({ refusedBefore: past }) {
  if (!past) return undefined;
  const by = past.decidedBy && past.decidedBy.via !== 'gate' ? [' by ', shown(past.decidedBy.name)] : [];
  return el(
    'p',
    { class: 'notice' },
    el('strong', {}, `The same call was ${past.kind === 'REJECTED' ? 'rejected' : 'denied'} before`),
    ...by,
    ' at ',
    time(past.at),
    ...(past.message ? [': “', shown(past.message), '”'] : []),
    ' (call ',
    shown(past.callId),
    ')',
  );
}

/** What a person changed of what the model proposed. */
function edited(call) {
  if (!call.originalArgumentsText) return undefined;
  return el(
    'div',
    { class: 'edited' },
    el('p', {}, el('strong', {}, 'Arguments changed'), ...(call.editedBy ? [' by ', shown(call.editedBy.name), ' at ', time(call.editedBy.at)] : []), '.'),
    difference(call.originalArgumentsText, call.argumentsText, { was: 'the model proposed', is: 'now' }) ??
      el('p', { class: 'muted' }, 'They are now what the model proposed.'),
    el('details', { 'data-details': `${keyOf(call)} original` }, el('summary', {}, 'All that the model proposed'), argumentList(call.originalArgumentsText)),
  );
}

/** Digests and ids, for whoever wants to compare. */
export function fingerprints(call) {
  const { evaluation } = call;
  return el(
    'details',
    { class: 'fingerprints', 'data-details': `${keyOf(call)} fingerprints` },
    el('summary', {}, 'Exact text, digests and what the gate went by'),
    el('pre', { class: 'value value-json' }, shown(call.argumentsText)),
    el(
      'dl',
      { class: 'facts' },
      ...fact('call', `${call.conversationId} / ${call.callId}`),
      ...(call.promptId ? fact('prompt', call.promptId) : []),
      ...(call.turn ? fact('turn', `${call.turn.id}, call ${call.turn.index + 1} of ${call.turn.size}, gate ${call.gate}`) : []),
      ...fact('arguments', call.argumentsDigest),
      ...fact('tool', call.toolDigest ?? '–'),
      ...fact('rule', call.rule),
      ...fact('policy', call.policyVersion),
      ...(evaluation?.origin ? fact('written by', `${evaluation.origin} (claimed)`) : []),
      ...(evaluation?.switchMode && evaluation.switchMode !== 'OPEN' ? fact('switch', MODES[evaluation.switchMode] ?? evaluation.switchMode) : []),
      ...(evaluation?.grant ? fact('grant', evaluation.grant) : []),
      ...(call.notAfter ? fact('start by', call.notAfter) : []),
    ),
  );
}

function fact(name, text) {
  return [el('dt', {}, name), el('dd', {}, shown(text))];
}

/** Who asked for what, and why a person is asked. */
export function context(call, calls) {
  return el(
    'div',
    { class: 'context' },
    el('p', { class: 'asked' }, requester(call), call.prompt ? ' asked:' : ' asks for this.'),
    call.prompt ? long(call.prompt, 'blockquote', 'prompt') : undefined,
    el(
      'p',
      { class: 'meta' },
      model(call),
      el('span', {}, 'since ', time(call.requestedAt)),
      ...clocks(call),
      el('span', {}, isPending(call) ? 'held by' : 'by', ' the rule “', shown(call.rule), '”', ...(call.heldBecause ? [': ', shown(call.heldBecause)] : [])),
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

/** A call that was decided while it stood in the list. */
export function settledCall(call) {
  return el('section', { class: 'call call-settled' }, el('p', {}, el('span', { class: 'tool' }, shown(call.tool)), ' ', verdict(call)), answer(call));
}

/** A decided call, folded to one line. */
export function recentEntry(call) {
  return el(
    'li',
    { class: 'recent-entry', 'data-key': keyOf(call) },
    el(
      'details',
      { 'data-details': `${keyOf(call)} recent` },
      el('summary', {}, el('span', { class: 'tool' }, shown(call.tool)), el('span', { class: 'recent-verdict', 'data-state': stateOf(call) }, verdict(call))),
      el('div', { class: 'recent-body' }, context(call, [call]), ...decided(call), fingerprints(call)),
    ),
  );
}

function decided(call) {
  return [
    ...grounds(call),
    edited(call),
    argumentList(call.argumentsText),
    grantUsed(call),
    ...outcome(call),
    nudges(call),
    comments(call),
  ].filter(Boolean);
}

function grantUsed(call) {
  if (!call.evaluation?.grant) return undefined;
  const vote = call.votes.find((each) => each.via === 'grant');
  return el('p', {}, 'Covered by ', vote ? el('strong', {}, shown(vote.name), '’s grant ') : 'the grant ', shown(call.evaluation.grant), '.');
}
