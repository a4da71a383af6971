import { readCall } from './api.js';
import { context, fingerprints, keyOf } from './card.js';
import { closeDraft, draftOf, openDraft, stateOfDrafts } from './drafts.js';
import { known } from './outcome.js';
import { place } from './redraw.js';
import { settleDraft, settleForm } from './settle.js';
import { needsSettlement, stateLabel } from './states.js';
import { argumentList, el, shown } from './text.js';

/** The calls of which nobody can tell what became, until somebody has found out. */
const calls = new Map();
const notices = new Map();
const busy = new Set();
const drawn = new Map();

/** A call that is shown elsewhere, too, may have another form open there. */
const formOf = (key) => `${key}/settlement`;
const byId = (id) => document.getElementById(id);
let page;
let more = false;

/**
 * Shows all that there are.
 *
 * @param who who looks, and what they do: me, announce, signedOut
 */
export function listUnknown(found, who) {
  page = { ...who, admin: who.me.roles.includes('admin') };
  calls.clear();
  found.items.forEach((call) => calls.set(keyOf(call), call));
  more = found.more;
  draw();
}

/** Takes a call as it is now. */
export function takeUnknown(call) {
  const key = keyOf(call);
  const before = calls.get(key);
  if (needsSettlement(call)) {
    calls.set(key, call);
    if (!before) page.announce('Outcome unknown: ', shown(call.tool));
  } else if (before) {
    calls.delete(key);
    closeDraft(formOf(key));
    notices.delete(key);
  } else return;
  draw();
}

function draw() {
  const list = byId('unknown');
  const all = [...calls.entries()].sort(([, a], [, b]) => a.requestedAt.localeCompare(b.requestedAt));
  const nodes = new Map([...list.children].map((node) => [node.dataset.unknown, node]));
  for (const [key, node] of nodes) if (!calls.has(key)) node.remove();
  for (const key of drawn.keys()) if (!calls.has(key)) drawn.delete(key);
  all.forEach(([key, call], index) => {
    const state = JSON.stringify([call, busy.has(key), notices.get(key), stateOfDrafts([formOf(key)])]);
    if (nodes.has(key) && drawn.get(key) === state) return;
    drawn.set(key, state);
    place(list, unknownCard(key, call), nodes.get(key), index);
  });
  byId('unknown-section').hidden = all.length === 0;
  byId('unknown-count').textContent = `${all.length}${more ? '+' : ''}`;
}

function unknownCard(key, call) {
  const notice = notices.get(key);
  const draft = draftOf(formOf(key));
  return el(
    'article',
    { class: 'turn', 'data-unknown': key, tabindex: '-1' },
    context(call, [call]),
    el(
      'section',
      { class: 'call' },
      el('header', { class: 'call-head' }, el('h3', { class: 'tool' }, shown(call.tool)), stateLabel(call)),
      argumentList(call.argumentsText),
      known(call),
      fingerprints(call),
      draft ? settleForm(draft, forForm(key, call)) : offer(key, call),
    ),
    notice ? el('p', { class: 'notice notice-refused', role: 'alert' }, shown(notice)) : undefined,
  );
}

function offer(key, call) {
  if (!page.admin) return el('p', { class: 'muted' }, 'An admin who has found out can settle it.');
  const open = () => {
    openDraft(formOf(key), settleDraft(call));
    draw();
    focus(`${formOf(key)} outcome`);
  };
  return el('div', { class: 'actions' }, el('button', { type: 'button', class: 'plain', 'data-control': `${key} settle`, disabled: busy.has(key), onclick: open }, 'Settle…'));
}

function forForm(key, call) {
  return {
    busy: busy.has(key),
    redraw: draw,
    focus: (name) => focus(`${formOf(key)} ${name}`),
    leave() {
      closeDraft(formOf(key));
      draw();
      focus(`${key} settle`);
    },
    send: (ask) => send(key, call, ask),
  };
}

function focus(control) {
  [...byId('unknown').querySelectorAll('[data-control]')].find((node) => node.dataset.control === control)?.focus();
}

async function send(key, call, ask) {
  if (busy.has(key)) return;
  busy.add(key);
  notices.delete(key);
  draw();
  const answer = await ask();
  busy.delete(key);
  if (answer.status === 401) return page.signedOut();
  if (answer.ok) {
    closeDraft(formOf(key));
    page.announce('Settled: ', shown(call.tool));
    if (answer.status === 202) notices.set(key, 'Sent. The gate has not answered yet; this card goes when it does.');
  } else notices.set(key, `Not done. ${answer.problem.detail ?? answer.problem.title ?? 'The service refused it'}`);
  draw();
  // The stream tells, too; what somebody else has done is not waited for.
  const now = await readCall(call);
  if (now.ok) takeUnknown(now.body);
}
