import { request } from './api.js';

let events;
let lastId;

/** Follows the calls from a position on, and comes back by itself after a lost connection. One stream at a time. */
export function follow(position, { onCall, onConnection, onReset, onSignedOut }) {
  events?.close();
  lastId = position;
  const source = new EventSource(`/api/events?position=${encodeURIComponent(position)}`);
  events = source;
  source.addEventListener('open', () => onConnection('live'));
  source.addEventListener('approval', (event) => {
    lastId = event.lastEventId;
    onCall(JSON.parse(event.data));
  });
  source.addEventListener('reset', onReset);
  source.addEventListener('signed-out', onSignedOut);
  source.addEventListener('error', async () => {
    onConnection('lost');
    // The browser comes back by itself unless the answer was an error.
    if (source.readyState !== EventSource.CLOSED) return;
    const who = await request('/api/me');
    if (who.status === 401) onSignedOut();
    else setTimeout(() => source === events && follow(lastId, { onCall, onConnection, onReset, onSignedOut }), 2000);
  });
}

export function stopFollowing() {
  events?.close();
}
