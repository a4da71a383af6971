import { decider, due, isPending, left, stateOf, time } from './states.js';
import { el, long, shown } from './text.js';

const NUDGES = { REMINDED: 'Reminded', WARNED: 'Warned that it expires soon', ESCALATED: 'Escalated' };
const PRIORITY = { LOW: 'low priority', HIGH: 'high priority', URGENT: 'urgent' };

/** Whose call it is, proven or not. */
export function requester(call) {
  if (!call.requester) return el('span', { class: 'requester' }, 'Somebody who is not named');
  const name = el('span', { class: 'requester' }, shown(call.requester));
  return call.requesterProven
    ? el('span', {}, name, ' ', el('span', { class: 'badge badge-calm', title: 'The sign-in of the requester was proven to the gate' }, 'proven'))
    : el('span', {}, 'Somebody who claims to be ', name, ' ', el('span', { class: 'badge badge-plain', title: 'Nobody has proven that it was them' }, 'not proven'));
}

/** How soon people should look at it. Nothing is said of what is as usual. */
export function priority(call) {
  const text = PRIORITY[call.hold?.priority];
  return text && el('span', { class: `badge ${call.hold.priority === 'LOW' ? 'badge-plain' : 'badge-alarm'}` }, text);
}

/** The times that bind it; their texts are told anew as time passes. */
export function clocks(call) {
  if (!isPending(call)) return [];
  const warned = call.nudges.some((nudge) => nudge.kind === 'WARNED');
  return [
    call.hold?.dueAt ? el('span', { class: 'left', 'data-due': call.hold.dueAt, title: call.hold.dueAt }, due(call.hold.dueAt)) : undefined,
    el('span', { class: warned ? 'left tone-warn' : 'left', title: `expires ${call.expiresAt}` }, el('span', { 'data-expires': call.expiresAt }, left(call.expiresAt)), warned ? ', expires soon' : ''),
  ].filter(Boolean);
}

/** On whom it waits, and how far it has come. */
export function waitsOn(call) {
  const { hold } = call;
  if (!hold || !isPending(call)) return undefined;
  const needed = hold.needed === 1 ? 'one approval' : `${hold.needed} approvals, of different people`;
  const who = hold.groups.length ? ['people of ', ...names(hold.groups)] : ['any approver'];
  const escalated = call.nudges.some((nudge) => nudge.kind === 'ESCALATED');
  return el(
    'p',
    { class: 'waits-on' },
    `Needs ${needed} by `,
    ...who,
    ...(hold.escalatesTo ? [escalated ? '; escalated to ' : '; may be escalated to ', shown(hold.escalatesTo)] : []),
    hold.requesterMustDiffer ? '. Whoever asked may not decide.' : '.',
    hold.requesterMustDiffer && call.requester && !call.requesterProven
      ? ' One approval more than its rule asks, since who asked is not proven.'
      : '',
  );
}

function names(list) {
  return list.flatMap((name, index) => [index ? ', ' : '', el('strong', {}, shown(name))]);
}

export function votes(call) {
  if (call.votes.length === 0 || !isPending(call)) return undefined;
  const list = call.votes.flatMap((vote, index) => [index ? ', ' : '', ...decider(vote), ' at ', time(vote.at)]);
  return el(
    'p',
    { class: 'votes' },
    el('strong', { class: 'tone-yes' }, `${call.votes.length} of ${call.hold?.needed ?? 1}`),
    ' approved: ',
    ...list,
    stateOf(call) === 'WAITS_FOR_TURN' ? '. It waits for the rest of its turn.' : '.',
  );
}

export function claim(call) {
  if (!call.claim || !isPending(call)) return undefined;
  return el('p', { class: 'claim' }, el('strong', {}, shown(call.claim.name)), ' looks at it since ', time(call.claim.at), ', until ', time(call.claim.until), '. Others may still decide.');
}

/** When people were told of it. */
export function nudges(call) {
  if (call.nudges.length === 0) return undefined;
  return el(
    'ul',
    { class: 'nudges', 'aria-label': 'When people were told' },
    ...call.nudges.map((nudge) =>
      el('li', {}, `${NUDGES[nudge.kind] ?? nudge.kind} at `, time(nudge.at), ...(nudge.group ? [' (group ', shown(nudge.group), ')'] : [])),
    ),
  );
}

export function comments(call) {
  if (call.comments.length === 0) return undefined;
  return el(
    'div',
    { class: 'comments' },
    el('h4', {}, call.comments.length === 1 ? '1 comment' : `${call.comments.length} comments`, ', for people only'),
    el(
      'ol',
      {},
      ...call.comments.map((comment) =>
        el('li', {}, el('span', { class: 'comment-head' }, el('strong', {}, shown(comment.name)), ' at ', time(comment.at)), long(comment.text, 'div', 'comment-text')),
      ),
    ),
  );
}
