import { readGrants, readSwitch, revokeGrant, setSwitch } from './api.js';
import { button, choice, form, line } from './fields.js';
import { elements, member, members } from './json.js';
import { time } from './states.js';
import { el, shown, value } from './text.js';

const EVERY_MILLIS = 5_000;
const MODES = {
  open: 'Open: the policy decides',
  'read-only': 'Read-only tools only: every other call is denied',
  hold: 'Everything is held: nothing runs without a person',
  deny: 'Everything is denied: no call runs',
};

const byId = (id) => document.getElementById(id);
const drawn = { switch: undefined, grants: undefined };
let page;

/** Shows how the kill switch stands and which grants hold, and lets those who may change them. */
export function overlook(me, { announce, signedOut }) {
  if (page) return;
  page = { me, announce, signedOut, admin: me.roles.includes('admin') };
  if (page.admin) drawControl();
  look();
  setInterval(() => document.visibilityState === 'visible' && look(), EVERY_MILLIS);
}

async function look() {
  const [stands, grants] = await Promise.all([readSwitch(), readGrants()]);
  if (stands.status === 401 || grants.status === 401) return page.signedOut();
  // Without an answer for a moment what was shown stays; where there is no such thing nothing is shown.
  byId('oversight').hidden = !drawn.switch && !drawn.grants && !stands.ok && !grants.ok;
  if (stands.ok || stands.status === 404) drawSwitch(stands.ok ? stands : undefined);
  if (grants.ok || grants.status === 404) drawGrants(grants.ok ? grants : undefined);
}

// ---------------------------------------------------------------- the switch

function drawSwitch(stands) {
  byId('switch-control').hidden = !stands || !page.admin;
  const state = JSON.stringify(stands?.body ?? null);
  if (state === drawn.switch) return;
  drawn.switch = state;
  const banner = byId('switch-banner');
  const { mode, by, reason } = stands?.body ?? { mode: 'open' };
  banner.hidden = mode === 'open';
  banner.dataset.mode = mode ?? 'differs';
  if (banner.hidden) return banner.replaceChildren();
  banner.replaceChildren(
    el('strong', {}, mode ? MODES[mode] : 'The kill switch does not stand the same everywhere'),
    ...(by ? ['. Set by ', shown(by.name), ' at ', time(by.at)] : []),
    ...(reason ? [': “', shown(reason), '”'] : []),
    ...(mode ? [] : [`. ${perMode(stands.body.partitions)}`]),
  );
}

function perMode(partitions) {
  const found = Map.groupBy ? Map.groupBy(partitions, (each) => each.mode) : new Map([['each', partitions]]);
  return [...found].map(([mode, each]) => `${mode}: partitions ${each.map((one) => one.partition).join(', ')}`).join('; ');
}

function drawControl() {
  const draft = { id: 'switch', mode: 'hold', reason: '' };
  const answer = el('div', { role: 'status', 'aria-live': 'polite', class: 'switch-answer' });
  const send = async () => {
    if (!draft.reason.trim()) return answer.replaceChildren('Say why: everyone sees it.');
    answer.replaceChildren('Sending…');
    answer.replaceChildren(...said(await setSwitch(draft.mode, draft.reason.trim())));
    page.announce(answer.textContent);
    return look();
  };
  const leave = () => (byId('switch-control').open = false);
  byId('switch-form').replaceChildren(
    form(
      draft,
      'Set the kill switch',
      { send, leave },
      choice(draft, 'mode', 'Mode', { options: Object.entries(MODES), chosen: draft.mode, pick: (mode) => (draft.mode = mode) }),
      line(draft, 'reason', 'Why', { text: '', input: (text) => (draft.reason = text) }),
      el('div', { class: 'form-buttons' }, button(draft, 'Set the switch', 'reject reject-now', 'send', send)),
      answer,
    ),
  );
}

/** What became of a change, in words. */
function said(answer) {
  if (!answer.ok) return [`Not done: ${answer.problem.detail ?? 'the service refused it'}`];
  const { missing, released } = answer.body;
  return [
    missing?.length ? `Sent. Partitions ${missing.join(', ')} have not applied it yet; they will as soon as they run.` : 'Done: it holds everywhere.',
    ...(released?.count
      ? [
          el(
            'details',
            {},
            el('summary', {}, `${released.count} ${released.count === 1 ? 'call was' : 'calls were'} let go before and cannot be recalled`),
            el('ul', {}, ...released.calls.map((call) => el('li', {}, shown(nameOf(call))))),
          ),
        ]
      : []),
  ];
}

const nameOf = (call) => (typeof call === 'string' ? call : `${call.conversationId} / ${call.callId}`);

// ---------------------------------------------------------------- grants

function drawGrants(answer) {
  const state = answer?.text ?? '';
  if (state === drawn.grants) return;
  drawn.grants = state;
  const texts = answer ? elements(member(answer.text, 'grants')) : [];
  byId('grants-empty').hidden = !answer || texts.length > 0;
  byId('grants').replaceChildren(...(answer?.body.grants ?? []).map((grant, index) => grantEntry(grant, texts[index])));
}

function grantEntry(grant, text) {
  const mayRevoke = page.me.mayDecide || page.admin;
  return el(
    'li',
    { class: 'grant', 'data-grant': grant.id },
    el(
      'div',
      { class: 'grant-text' },
      el('p', {}, el('span', { class: 'tool' }, shown(grant.tool)), ' is not asked about ', ...scope(grant)),
      patternOf(member(text, 'pattern')),
      el(
        'p',
        { class: 'meta' },
        el('span', {}, 'until ', time(grant.expiresAt)),
        grant.usesLeft === undefined || grant.usesLeft === null ? undefined : el('span', {}, `${grant.usesLeft} more ${grant.usesLeft === 1 ? 'call' : 'calls'}`),
        el('span', {}, 'by ', shown(grant.madeBy.name), ' at ', time(grant.madeBy.at)),
        el('span', {}, 'under the rule “', shown(grant.rule), '”'),
        grant.missing?.length ? el('span', { class: 'tone-warn' }, `not yet in partitions ${grant.missing.join(', ')}`) : undefined,
      ),
    ),
    mayRevoke ? el('button', { type: 'button', class: 'quiet', onclick: (event) => revoke(grant, event.currentTarget) }, 'Revoke') : undefined,
  );
}

function scope(grant) {
  if (grant.conversation) return ['in the conversation ', shown(grant.conversation)];
  return ['for ', shown(grant.requester), ', where it is proven that they ask'];
}

/** The pattern from its own text, so that every digit is shown. */
function patternOf(pattern) {
  const fields = pattern && member(pattern, 'fields');
  if (!fields || fields === 'null') return el('p', { class: 'muted' }, 'with exactly the arguments that were approved');
  return el(
    'dl',
    { class: 'arguments' },
    ...members(fields).flatMap(({ name, text }) => [el('dt', {}, el('span', { class: 'argument-name' }, shown(name))), el('dd', {}, ...must(text))]),
  );
}

function must(field) {
  const part = (name) => {
    const text = member(field, name);
    return text === 'null' ? undefined : text;
  };
  const equal = part('equal') ?? part('equals');
  if (equal !== undefined) return ['equals ', value(equal)];
  if (part('prefix') !== undefined) return ['begins with ', value(part('prefix'))];
  return [part('min') ? `from ${part('min')} ` : '', part('max') ? `to ${part('max')}` : ''];
}

async function revoke(grant, button) {
  button.disabled = true;
  const answer = await revokeGrant(grant.id);
  byId('grants-answer').replaceChildren(...(answer.ok ? ['Revoked. ', ...said(answer)] : said(answer)));
  button.disabled = false;
  return look();
}
