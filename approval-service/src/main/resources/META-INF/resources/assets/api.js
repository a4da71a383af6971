/**
 * Calls the API of this site. Numbers that matter to a decision arrive as text (argumentsText, outputText); nothing here
 * or elsewhere may render `arguments` or `output`, whose numbers went through a double.
 *
 * @returns {Promise<{ok: boolean, status: number, body?: object, problem?: object}>} status 0: not reached
 */
export async function request(path, { method = 'GET', body } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    return { ok: false, status: 0, problem: { detail: 'The service cannot be reached' } };
  }
  const text = await response.text();
  let content = {};
  try {
    content = text ? JSON.parse(text) : {};
  } catch {
    content = { detail: `The service answered ${response.status}` };
  }
  return response.ok
    ? { ok: true, status: response.status, body: content }
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

export function decideCall(call, decision, reason) {
  return request(`/api/conversations/${part(call.conversationId)}/calls/${part(call.callId)}/decision`, {
    method: 'POST',
    body: { decision, ...digests(call), ...(reason ? { reason } : {}) },
  });
}

export function decideTurn(calls, decision, reason) {
  const shown = Object.fromEntries(calls.map((call) => [call.callId, digests(call)]));
  const { conversationId, turn } = calls[0];
  return request(`/api/conversations/${part(conversationId)}/turns/${part(turn.id)}/decision`, {
    method: 'POST',
    body: { decision, calls: shown, ...(reason ? { reason } : {}) },
  });
}

export function readCall(call) {
  return request(`/api/conversations/${part(call.conversationId)}/calls/${part(call.callId)}`);
}

function digests(call) {
  return { argumentsDigest: call.argumentsDigest, toolDigest: call.toolDigest };
}
