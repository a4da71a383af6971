/**
 * Calls the API of this site. Numbers that matter to a decision arrive as text (argumentsText, outputText); nothing here
 * or elsewhere may render `arguments` or `output`, whose numbers went through a double. What people write as JSON is sent
 * as the text that they wrote, and `text` is the answer's own text.
 *
 * @returns {Promise<{ok: boolean, status: number, body?: object, text?: string, problem?: object}>} status 0: not reached
 */
export async function request(path, { method = 'GET', body, json = body === undefined ? undefined : JSON.stringify(body) } = {}) {
  let response;
  let text;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(json === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: json,
    });
    text = await response.text();
  } catch {
    return { ok: false, status: 0, problem: { detail: 'The service cannot be reached' } };
  }
  let content = {};
  try {
    content = text ? JSON.parse(text) : {};
  } catch {
    content = { detail: `The service answered ${response.status}` };
  }
  return response.ok
    ? { ok: true, status: response.status, body: content, text }
    : { ok: false, status: response.status, problem: content };
}

/** All calls of a query, page after page, at most about so many; undefined where a page is not to be had. */
export async function listCalls(query, most) {
  const items = [];
  let position;
  let cursor = '';
  do {
    const page = await request(`/api/approvals?${query}${cursor && `&cursor=${cursor}`}`);
    if (!page.ok) return undefined;
    items.push(...page.body.items);
    position ??= page.body.position;
    cursor = page.body.next ?? '';
  } while (cursor && items.length < most);
  return { items, position, more: Boolean(cursor) };
}

const part = encodeURIComponent;
const pathOf = (call) => `/api/conversations/${part(call.conversationId)}/calls/${part(call.callId)}`;
const because = (reason) => (reason ? `?reason=${part(reason)}` : '');

export const readCall = (call) => request(pathOf(call));

export const decideCall = (call, decision, reason) => decide(call, decision, reason ? `,"reason":${JSON.stringify(reason)}` : '');

/** @param argumentsText JSON that takes the place of the arguments */
export const editCall = (call, argumentsText) => decide(call, 'edit', `,"arguments":${argumentsText}`);

/** @param answerText JSON that the model gets in the tool's place */
export const respondTo = (call, answerText) => decide(call, 'respond', `,"answer":${answerText}`);

/** @param grantText the grant as JSON */
export const approveWithGrant = (call, grantText) => decide(call, 'approve', `,"grant":${grantText}`);

function decide(call, decision, more) {
  const { argumentsDigest, toolDigest } = digests(call);
  const shown = `"argumentsDigest":${JSON.stringify(argumentsDigest)},"toolDigest":${JSON.stringify(toolDigest)}`;
  return request(`${pathOf(call)}/decision`, { method: 'POST', json: `{"decision":"${decision}",${shown}${more}}` });
}

export function decideTurn(calls, decision, reason) {
  const shown = Object.fromEntries(calls.map((call) => [call.callId, digests(call)]));
  const { conversationId, turn } = calls[0];
  return request(`/api/conversations/${part(conversationId)}/turns/${part(turn.id)}/decision`, {
    method: 'POST',
    body: { decision, calls: shown, ...(reason ? { reason } : {}) },
  });
}

export const claimCall = (call) => request(`${pathOf(call)}/claim`, { method: 'PUT', json: '{}' });

export const unclaimCall = (call) => request(`${pathOf(call)}/claim`, { method: 'DELETE' });

export const commentOn = (call, text) => request(`${pathOf(call)}/comments`, { method: 'POST', body: { text } });

/** @param foundText what became of a call whose outcome is unknown, as JSON */
export const settleCall = (call, foundText) => request(`${pathOf(call)}/settlement`, { method: 'PUT', json: foundText });

export const withdraw = (call, reason) => request(`${pathOf(call)}${because(reason)}`, { method: 'DELETE' });

export const readSwitch = () => request('/api/switch');

export const setSwitch = (mode, reason) => request('/api/switch', { method: 'PUT', body: { mode, reason } });

export const readGrants = () => request('/api/grants');

export const revokeGrant = (id) => request(`/api/grants/${part(id)}`, { method: 'DELETE' });

function digests(call) {
  return { argumentsDigest: call.argumentsDigest, toolDigest: call.toolDigest };
}
