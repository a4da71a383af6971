import { request } from './api.js';

const token = location.hash.slice(1);
// The token leaves the address bar and the history before anything else happens.
history.replaceState(null, '', '/link');

const title = document.getElementById('title');
const message = document.getElementById('message');

function refused(heading, text) {
  title.textContent = heading;
  message.textContent = text;
  document.getElementById('command').hidden = false;
}

async function signIn() {
  if (!token) {
    refused('This is no sign-in link', 'The part after the # is missing. This makes a new link:');
    return;
  }
  const answer = await request('/api/session', { method: 'POST', body: { token } });
  if (answer.ok) {
    location.replace('/');
  } else if (answer.status === 0) {
    refused('The service cannot be reached', 'Reload this page once it runs again. If the link is used up by then, this makes another:');
  } else {
    refused('This link cannot be used', `${answer.problem.detail}. This makes a new link:`);
  }
}

signIn();
