import { listCalls, readCall, request } from './api.js';
import { groupOf, keyOf, recentEntry } from './card.js';
import { changeDraft, closeDraft, stateOfDrafts } from './drafts.js';
import { overlook } from './oversight.js';
import { due, isPending, left, verdict } from './states.js';
import { keepOpen, place } from './redraw.js';
import { follow, stopFollowing } from './stream.js';
import { shown } from './text.js';
import { turnCard } from './turn.js';
import { listUnknown, takeUnknown } from './unknown.js';

const MOST_CALLS = 1000;
const MOST_RECENT = 30;
const SETTLED_MILLIS = 8000;

const byId = (id) => document.getElementById(id);
const pendingList = byId('pending');

/** Calls on the page by key; those decided while they stood in the list stay there for a moment. */
const calls = new Map();
const recent = new Map();
const settledAt = new Map();
const notices = new Map();
const busy = new Set();
const drawn = new Map();

let me;
let drawing;

function announce(...text) {
  byId('announcer').replaceChildren(...text);
}

// ---------------------------------------------------------------- loading and following

async function start() {
  const who = await request('/api/me');
  if (who.status === 401) return signedOut();
  if (!who.ok) return retry();
  me = who.body;
  byId('who-name').replaceChildren(shown(me.name));
  byId('who').hidden = false;
  byId('role-note').hidden = me.mayDecide;
  byId('role-note').textContent = 'You can read everything here. Deciding takes the role “approver”; what you asked for yourself you can withdraw.';
  overlook(me, { announce, signedOut });
  return load();
}

async function load() {
  const waiting = await listCalls('status=pending&limit=200', MOST_CALLS);
  // What changes while these are read comes by the stream, which goes on where the first was read.
  const [unknown, decided] = await Promise.all([
    listCalls('status=unknown&limit=200', MOST_CALLS),
    request(`/api/approvals?status=decided&limit=${MOST_RECENT}`),
  ]);
  if (!waiting || !unknown || !decided.ok) return retry();
  calls.clear();
  recent.clear();
  settledAt.clear();
  drawn.clear();
  waiting.items.forEach((call) => calls.set(keyOf(call), call));
  decided.body.items.forEach((call) => recent.set(keyOf(call), call));
  byId('more').hidden = !waiting.more;
  byId('more').textContent = `More than ${MOST_CALLS} calls wait; the newest are shown. Decide some, then reload.`;
  pendingList.replaceChildren();
  listUnknown(unknown, { me, announce, signedOut });
  draw();
  follow(waiting.position, { onCall: take, onConnection: connection, onReset: load, onSignedOut: signedOut });
}

function retry() {
  connection('lost');
  setTimeout(start, 2000);
}

function connection(state) {
  byId('live').dataset.state = state;
  byId('live-text').textContent = { live: 'Live', lost: 'Reconnecting', out: 'Signed out' }[state];
  byId('lost').hidden = state !== 'lost';
}

function signedOut() {
  stopFollowing();
  location.reload();
}

function take(call) {
  const key = keyOf(call);
  const before = calls.get(key);
  if (before && isPending(before) && !isPending(call)) {
    settledAt.set(key, Date.now());
    announce(shown(call.tool), ': ', verdict(call));
  } else if (!before && isPending(call)) {
    announce('New call: ', shown(call.tool));
  } else if (before && call.claim && call.claim.name !== before.claim?.name && call.claim.name !== me.name) {
    announce(shown(call.claim.name), ' looks at ', shown(call.tool));
  }
  if (!isPending(call)) closeDraft(key);
  if (isPending(call) || before) calls.set(key, call);
  if (!isPending(call)) recent.set(key, call);
  takeUnknown(call);
  drawSoon();
}

// ---------------------------------------------------------------- drawing

function groups() {
  const found = new Map();
  for (const call of calls.values()) {
    const group = groupOf(call);
    found.set(group, [...(found.get(group) ?? []), call]);
  }
  return [...found.entries()]
    .map(([id, members]) => ({ id, calls: members.sort((a, b) => (a.turn?.index ?? 0) - (b.turn?.index ?? 0)) }))
    .sort((a, b) => urgency(b) - urgency(a) || a.calls[0].requestedAt.localeCompare(b.calls[0].requestedAt) || a.id.localeCompare(b.id));
}

const URGENCY = ['LOW', 'NORMAL', 'HIGH', 'URGENT'];

/** The most urgent stand first, then those that wait longest. */
const urgency = (group) => Math.max(...group.calls.map((call) => URGENCY.indexOf(call.hold?.priority ?? 'NORMAL')));

/** Once for however many calls the stream brings at a time. */
function drawSoon() {
  drawing ??= setTimeout(draw);
}

function draw() {
  clearTimeout(drawing);
  drawing = undefined;
  const all = groups();
  const present = new Set(all.map((group) => group.id));
  const nodes = new Map([...pendingList.children].map((node) => [node.dataset.group, node]));
  for (const [id, node] of nodes) if (!present.has(id)) node.remove();
  all.forEach((group, index) => {
    const forms = stateOfDrafts([group.id, ...group.calls.map(keyOf)]);
    const state = JSON.stringify([group.calls, busy.has(group.id), notices.get(group.id), forms]);
    const old = nodes.get(group.id);
    if (old && drawn.get(group.id) === state) return;
    drawn.set(group.id, state);
    place(pendingList, turnCard(group, page), old, index);
  });
  const waiting = [...calls.values()].filter(isPending).length;
  byId('pending-empty').hidden = all.length > 0;
  byId('pending-count').hidden = waiting === 0;
  byId('pending-count').textContent = waiting;
  document.title = `${waiting ? `(${waiting}) ` : ''}Inbox · Countersign`;
  drawRecent();
}

function drawRecent() {
  const newest = [...recent.values()]
    .sort((a, b) => (b.decidedAt ?? '').localeCompare(a.decidedAt ?? ''))
    .slice(0, MOST_RECENT);
  recent.clear();
  newest.forEach((call) => recent.set(keyOf(call), call));
  const list = byId('recent');
  const state = JSON.stringify(newest);
  byId('recent-empty').hidden = newest.length > 0;
  if (list.dataset.state === state) return;
  list.dataset.state = state;
  const entries = newest.map(recentEntry);
  entries.forEach((entry) => keepOpen(list, entry));
  list.replaceChildren(...entries);
}

// ---------------------------------------------------------------- deciding

const page = {
  get me() {
    return me;
  },
  isBusy: (group) => busy.has(group.id),
  noticeOf: (group) => notices.get(group.id),
  redraw: draw,
  leave(draft) {
    closeDraft(draft.id);
    draw();
    focusControl(`${draft.id} ${draft.opener}`);
  },
  focusForm(id) {
    const control = controls().find((node) => node.dataset.control.startsWith(`${id} `) && node.closest('.form') && node.tagName !== 'BUTTON');
    control?.focus();
  },
  send,
};

const controls = () => [...pendingList.querySelectorAll('[data-control]')];

function focusControl(control) {
  controls()
    .find((node) => node.dataset.control === control)
    ?.focus();
}

/**
 * Asks for something about a group of calls.
 *
 * @param draft the form that it comes from, if any; it stays open with what is wrong at its fields
 */
async function send(group, draft, ask, done) {
  if (busy.has(group.id)) return;
  busy.add(group.id);
  notices.delete(group.id);
  draw();
  const answer = await ask();
  busy.delete(group.id);
  if (answer.status === 401) return signedOut();
  if (answer.ok) {
    if (draft) closeDraft(draft.id);
    if (answer.status === 202) notices.set(group.id, 'Sent. The gate has not answered yet; this card changes when it does.');
    else {
      announce(`${done}.`);
      settle(group, answer.body.calls);
    }
  } else {
    if (draft && (answer.status === 400 || answer.status === 422)) changeDraft(draft, { problem: answer.problem });
    else notices.set(group.id, refusal(answer));
    if (answer.status === 409) await refresh(group);
  }
  draw();
}

/** Takes what the gate answered, unless the arguments are others than those on the page: their text comes by the stream. */
function settle(group, standings) {
  for (const standing of standings) {
    const call = group.calls.find((candidate) => candidate.callId === standing.callId);
    const present = call && calls.get(keyOf(call));
    const same = present?.argumentsDigest === standing.argumentsDigest && present?.toolDigest === standing.toolDigest;
    if (present && same && isPending(present)) take({ ...present, ...standing });
  }
}

async function refresh(group) {
  for (const call of group.calls) {
    const answer = await readCall(call);
    if (answer.ok) take(answer.body);
  }
}

function refusal(answer) {
  const { detail, title, changed, type } = answer.problem;
  if (changed) return `The ${changed === 'tool' ? 'tool' : 'arguments'} changed after this was shown. Nothing was decided; look again.`;
  const named = title && type?.startsWith('urn:') ? `${title}. ` : '';
  return `Not done. ${named}${detail ?? 'The service refused it'}`;
}

// ---------------------------------------------------------------- time

function tick() {
  document.querySelectorAll('[data-expires]').forEach((node) => {
    node.textContent = left(node.dataset.expires);
  });
  document.querySelectorAll('[data-due]').forEach((node) => {
    node.textContent = due(node.dataset.due);
  });
  // A card that has been decided goes when nobody is at it, so that nothing moves under a pointer about to press.
  if (pendingList.matches(':hover') || pendingList.contains(document.activeElement)) return;
  for (const group of groups()) {
    const over = group.calls.every((call) => !isPending(call) && Date.now() - (settledAt.get(keyOf(call)) ?? 0) > SETTLED_MILLIS);
    if (!over) continue;
    group.calls.forEach((call) => {
      calls.delete(keyOf(call));
      settledAt.delete(keyOf(call));
    });
    notices.delete(group.id);
    drawn.delete(group.id);
  }
  draw();
}

byId('sign-out').addEventListener('click', async () => {
  await request('/api/session', { method: 'DELETE' });
  signedOut();
});
setInterval(tick, 1000);
start();
