import { claimCall, decideCall, decideTurn, unclaimCall } from './api.js';
import { callBody, context, fingerprints, keyOf, settledCall } from './card.js';
import { draftOf, openDraft } from './drafts.js';
import { editDraft } from './edit.js';
import { formOf } from './forms.js';
import { grantDraft, mayGrant } from './grant.js';
import { isPending } from './states.js';
import { el, shown } from './text.js';

const VERB_NAMES = { APPROVE: 'approving', EDIT: 'changing the arguments', REJECT: 'rejecting', RESPOND: 'answering in the tool’s place' };

/**
 * The card of what is decided together.
 *
 * @param page what the page knows and does: me, isBusy, noticeOf, redraw, leave, send
 */
export function turnCard(group, page) {
  const waiting = group.calls.filter(isPending);
  const together = group.calls.length > 1 || (group.calls[0].turn?.size ?? 1) > 1;
  const card = el('article', { class: `turn${waiting.length ? '' : ' turn-settled'}`, 'data-group': group.id, tabindex: '-1' });
  card.append(context(waiting[0] ?? group.calls[0], group.calls));
  group.calls.forEach((call) => card.append(isPending(call) ? pendingCall(group, call, together, page) : settledCall(call)));
  const notice = page.noticeOf(group);
  if (notice) card.append(el('p', { class: 'notice notice-refused', role: 'alert' }, shown(notice)));
  if (together && waiting.length > 1 && page.me.mayDecide) card.append(turnActions(group, waiting, page));
  return card;
}

function pendingCall(group, call, together, page) {
  const section = el('section', { class: 'call', 'data-call': call.callId }, ...callBody(call), fingerprints(call));
  const id = keyOf(call);
  const what = together ? 'this call' : '';
  const decide = (decision, reason) => decideCall(call, decision, reason);
  const draft = draftOf(id);
  section.append(draft ? formOf(draft, about(group, draft, { call, what, decide }, page)) : callActions(group, call, { id, what, decide }, page));
  return section;
}

function turnActions(group, waiting, page) {
  const what = `all ${waiting.length}`;
  const asked = waiting.filter((call) => !call.votes.some(isAutomatic));
  const decide = (decision, reason) => decideTurn(decision === 'approve' ? asked : waiting, decision, reason);
  const draft = draftOf(group.id);
  if (draft) return el('div', { class: 'turn-form' }, formOf(draft, about(group, draft, { call: waiting[0], what, decide }, page)));
  const control = controls(group, group.id, page);
  const all = asked.length > 1 && asked.every((call) => allows(call, 'APPROVE'));
  return el(
    'div',
    { class: 'actions' },
    all ? control(`Approve all ${asked.length}`, 'approve', 'approve', () => page.send(group, undefined, () => decide('approve'), 'Approved')) : '',
    control(`Reject ${what}…`, 'reject', 'reject', () => open(group.id, { form: 'reject' }, 'reject', page)),
  );
}

/** What a form of this card may do. */
function about(group, draft, { call, what, decide }, page) {
  return {
    call,
    what,
    decide,
    busy: page.isBusy(group),
    redraw: page.redraw,
    leave: page.leave,
    send: (open, ask, done) => page.send(group, open, ask, done),
  };
}

const isAutomatic = (vote) => vote.via === 'policy' || vote.via === 'grant';

const allows = (call, verb) => call.hold?.verbs.includes(verb) ?? true;

function callActions(group, call, { id, what, decide }, page) {
  const { me } = page;
  const control = controls(group, id, page);
  const admin = me.roles.includes('admin');
  const voted = call.votes.some((vote) => isAutomatic(vote) || vote.name === me.name);
  const softly = group.calls.filter(isPending).length < 2 ? '' : ' approve-one';
  const label = (verb) => `${verb} ${what}`.trim();
  const form = (name, draft) => () => open(id, draft(), name, page);
  const tell = (ask, done) => () => page.send(group, undefined, () => ask(call), done);
  const deciding = me.mayDecide
    ? [
        voted || !allows(call, 'APPROVE')
          ? ''
          : control(label('Approve'), `approve${softly}`, 'approve', () => page.send(group, undefined, () => decide('approve'), 'Approved')),
        allows(call, 'REJECT') ? control(`${label('Reject')}…`, 'reject', 'reject', form('reject', () => ({ form: 'reject', call }))) : '',
        allows(call, 'EDIT') ? control('Edit…', 'plain', 'edit', form('edit', () => editDraft(call))) : '',
        allows(call, 'RESPOND') ? control('Answer instead…', 'plain', 'respond', form('respond', () => ({ form: 'respond', call }))) : '',
        !voted && mayGrant(call) ? control('Approve, don’t ask again…', 'plain', 'grant', form('grant', () => grantDraft(call))) : '',
      ].filter(Boolean)
    : [];
  const looking = call.claim?.name === me.name || (call.claim && admin);
  const others = [
    me.mayDecide && !call.claim ? control('I look at it', 'quiet', 'claim', tell(claimCall, 'Others see that you look at it')) : '',
    looking ? control(call.claim.name === me.name ? 'Look no longer' : 'End that claim', 'quiet', 'unclaim', tell(unclaimCall, 'Nobody looks at it any more')) : '',
    me.mayDecide || admin ? control('Comment…', 'quiet', 'comment', form('comment', () => ({ form: 'comment', call }))) : '',
    call.requester === me.name || admin ? control('Withdraw…', 'quiet', 'withdraw', form('withdraw', () => ({ form: 'withdraw', call }))) : '',
  ].filter(Boolean);
  return el(
    'div',
    { class: 'call-actions' },
    deciding.length ? el('div', { class: 'actions' }, ...deciding) : undefined,
    others.length ? el('div', { class: 'actions actions-others' }, ...others) : undefined,
    me.mayDecide ? notAllowed(call) : undefined,
  );
}

/** What the rule keeps people from is said, so that nobody looks for it. */
function notAllowed(call) {
  const missing = Object.keys(VERB_NAMES).filter((verb) => !allows(call, verb));
  return missing.length ? el('p', { class: 'muted not-allowed' }, `Its rule does not allow ${missing.map((verb) => VERB_NAMES[verb]).join(', ')}.`) : undefined;
}

function controls(group, id, page) {
  return (text, tone, name, onclick) =>
    el('button', { type: 'button', class: tone, 'data-control': `${id} ${name}`, disabled: page.isBusy(group), onclick }, text);
}

function open(id, draft, opener, page) {
  openDraft(id, { ...draft, opener });
  page.redraw();
  page.focusForm(id);
}
