import { decideCall, decideTurn, listCalls, readCall, request } from './api.js';
import { callBody, context, fingerprints, groupOf, isPending, keyOf, left, recentEntry, verdict } from './card.js';
import { follow, stopFollowing } from './stream.js';
import { el, shown } from './text.js';

const MOST_CALLS = 1000;
const MOST_RECENT = 30;
const SETTLED_MILLIS = 8000;

const byId = (id) => document.getElementById(id);
const pendingList = byId('pending');

/** Calls on the page by key; those decided while they stood in the list stay there for a moment. */
const calls = new Map();
const recent = new Map();
const settledAt = new Map();
/** Reasons being typed, by turn or call. */
const drafts = new Map();
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
  byId('role-note').textContent = 'You can read everything here. Deciding takes the role “approver”.';
  return load();
}

async function load() {
  const [waiting, decided] = await Promise.all([
    listCalls('status=pending&limit=200', MOST_CALLS),
    request(`/api/approvals?status=decided&limit=${MOST_RECENT}`),
  ]);
  if (!waiting || !decided.ok) return retry();
  calls.clear();
  recent.clear();
  settledAt.clear();
  drawn.clear();
  waiting.items.forEach((call) => calls.set(keyOf(call), call));
  decided.body.items.forEach((call) => recent.set(keyOf(call), call));
  byId('more').hidden = !waiting.more;
  byId('more').textContent = `More than ${MOST_CALLS} calls wait; the newest are shown. Decide some, then reload.`;
  pendingList.replaceChildren();
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
  }
  if (isPending(call) || before) calls.set(key, call);
  if (!isPending(call)) recent.set(key, call);
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
    .sort((a, b) => a.calls[0].requestedAt.localeCompare(b.calls[0].requestedAt) || a.id.localeCompare(b.id));
}

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
    const state = JSON.stringify([group.calls, busy.has(group.id), notices.get(group.id), [...drafts.keys()]]);
    const old = nodes.get(group.id);
    if (old && drawn.get(group.id) === state) return;
    drawn.set(group.id, state);
    place(turnCard(group), old, index);
  });
  const waiting = [...calls.values()].filter(isPending).length;
  byId('pending-empty').hidden = all.length > 0;
  byId('pending-count').hidden = waiting === 0;
  byId('pending-count').textContent = waiting;
  document.title = `${waiting ? `(${waiting}) ` : ''}Inbox · Countersign`;
  drawRecent();
}

/** Puts a card in its place; what had the focus or was being typed has it again. */
function place(card, old, index) {
  const focus = old?.contains(document.activeElement) ? document.activeElement.dataset.control : undefined;
  const selection = focus && [document.activeElement.selectionStart, document.activeElement.selectionEnd];
  if (old) old.replaceWith(card);
  else pendingList.insertBefore(card, pendingList.children[index] ?? null);
  if (!focus) return;
  const again = [...card.querySelectorAll('[data-control]')].find((node) => node.dataset.control === focus);
  (again ?? card).focus({ preventScroll: true });
  if (again?.tagName === 'TEXTAREA') again.setSelectionRange(...selection);
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
  const open = new Set([...list.querySelectorAll('details[open]')].map((node) => node.closest('li').dataset.key));
  list.dataset.state = state;
  list.replaceChildren(
    ...newest.map((call) => {
      const entry = recentEntry(call);
      entry.dataset.key = keyOf(call);
      entry.querySelector('details').open = open.has(keyOf(call));
      return entry;
    }),
  );
}

function turnCard(group) {
  const waiting = group.calls.filter(isPending);
  const together = group.calls.length > 1 || (group.calls[0].turn?.size ?? 1) > 1;
  const card = el('article', { class: `turn${waiting.length ? '' : ' turn-settled'}`, 'data-group': group.id, tabindex: '-1' });
  card.append(context(group.calls[0], group.calls));
  group.calls.forEach((call) => card.append(callCard(group, call, together)));
  const notice = notices.get(group.id);
  if (notice) card.append(el('p', { class: 'notice notice-refused', role: 'alert' }, notice));
  if (together && waiting.length > 1 && me.mayDecide) {
    card.append(actions(group, group.id, `all ${waiting.length}`, (decision, reason) => decideTurn(waiting, decision, reason)));
  }
  return card;
}

function callCard(group, call, together) {
  if (!isPending(call)) {
    return el('section', { class: 'call call-settled' }, el('p', {}, el('span', { class: 'tool' }, shown(call.tool)), ' ', verdict(call)));
  }
  const section = el('section', { class: 'call' }, ...callBody(call), fingerprints(call));
  if (me.mayDecide) {
    const what = together ? 'this call' : '';
    const voted = call.votes.some((vote) => vote.name === me.name);
    section.append(actions(group, keyOf(call), what, (decision, reason) => decideCall(call, decision, reason), voted));
  }
  return section;
}

function actions(group, id, what, decide, voted = false) {
  const label = (verb) => `${verb} ${what}`.trim();
  const disabled = busy.has(group.id);
  const button = (text, tone, control, click) =>
    el('button', { type: 'button', class: tone, 'data-control': `${id} ${control}`, disabled, onclick: click }, text);
  const softly = id === group.id || group.calls.filter(isPending).length < 2 ? '' : ' approve-one';
  if (!drafts.has(id)) {
    return el(
      'div',
      { class: 'actions' },
      voted ? '' : button(label('Approve'), `approve${softly}`, 'approve', () => submit(group, id, () => decide('approve'))),
      button(`${label('Reject')}…`, 'reject', 'reject', () => openReason(id)),
    );
  }
  const send = () => submit(group, id, () => decide('reject', drafts.get(id).trim()));
  const reason = el('textarea', {
    id: `reason-${id}`,
    rows: '2',
    maxlength: '2000',
    'data-control': `${id} reason`,
    oninput: (event) => drafts.set(id, event.target.value),
    onkeydown: (event) => {
      if (event.key === 'Escape') closeReason(id);
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    },
  });
  reason.value = drafts.get(id);
  return el(
    'div',
    { class: 'actions actions-reason' },
    el('label', { for: `reason-${id}` }, 'Why not? The asker and the model are told.'),
    reason,
    button(label('Reject'), 'reject reject-now', 'reject-now', send),
    button('Cancel', 'quiet', 'cancel', () => closeReason(id)),
  );
}

function openReason(id) {
  drafts.set(id, '');
  draw();
  focusControl(`${id} reason`);
}

function closeReason(id) {
  drafts.delete(id);
  draw();
  focusControl(`${id} reject`);
}

function focusControl(control) {
  [...pendingList.querySelectorAll('[data-control]')].find((node) => node.dataset.control === control)?.focus();
}

// ---------------------------------------------------------------- deciding

async function submit(group, id, decide) {
  if (busy.has(group.id)) return;
  busy.add(group.id);
  notices.delete(group.id);
  draw();
  const answer = await decide();
  busy.delete(group.id);
  if (answer.status === 401) return signedOut();
  if (answer.ok) {
    drafts.delete(id);
    if (answer.status === 202) notices.set(group.id, 'Sent. The gate has not answered yet; this card changes when it does.');
    else settle(group, answer.body.calls);
  } else {
    notices.set(group.id, refusal(answer));
    if (answer.status === 409) await refresh(group);
  }
  draw();
}

function settle(group, standings) {
  for (const standing of standings) {
    const call = group.calls.find((candidate) => candidate.callId === standing.callId);
    const present = call && calls.get(keyOf(call));
    if (present && isPending(present)) take({ ...present, ...standing });
  }
}

async function refresh(group) {
  for (const call of group.calls) {
    const answer = await readCall(call);
    if (answer.ok) take(answer.body);
  }
}

function refusal(answer) {
  const { detail, changed } = answer.problem;
  if (changed) return `The ${changed === 'tool' ? 'tool' : 'arguments'} changed after this was shown. Nothing was decided; look again.`;
  return `Not done: ${detail ?? 'the service refused it'}`;
}

// ---------------------------------------------------------------- time

function tick() {
  document.querySelectorAll('[data-expires]').forEach((node) => {
    node.textContent = left(node.dataset.expires);
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
