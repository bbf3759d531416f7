// One queue a page: at most six panels ask at a time, those nearer to the top first; what is no longer wanted is cancelled.

const LIMIT = 6;
const waiting = [];
let running = 0;
let as = null;

/** Asks from now on with these headers in place of cookies; `refused` is told of what does not exist for whoever asks so. */
export function askAs(headers, refused) {
  as = { headers, refused };
}

function next() {
  while (running < LIMIT && waiting.length > 0) {
    let best = 0;
    for (let i = 1; i < waiting.length; i += 1) if (waiting[i].place < waiting[best].place) best = i;
    const [job] = waiting.splice(best, 1);
    running += 1;
    job.run().finally(() => {
      running -= 1;
      next();
    });
  }
}

/** Asks for a panel's data when its turn comes. Answers the data, or throws `{ message, remedy, retry }`; a cancelled request throws an AbortError. The lowest `place` goes first. */
export function ask(url, body, signal, place) {
  return new Promise((resolve, reject) => {
    const job = { place, run: () => send(url, body, signal).then(resolve, reject) };
    waiting.push(job);
    signal.addEventListener('abort', () => {
      const index = waiting.indexOf(job);
      if (index < 0) return;
      waiting.splice(index, 1);
      reject(new DOMException('No longer wanted', 'AbortError'));
    });
    next();
  });
}

async function send(url, body, signal) {
  let response;
  try {
    response = await fetch(url, { method: 'POST', credentials: as ? 'omit' : 'same-origin', headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...as?.headers }, body: JSON.stringify(body), signal });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw { message: 'The portal cannot be reached.', remedy: 'Check your connection; the panel loads again with the next refresh.' };
  }
  if (response.ok) {
    try {
      return await response.json();
    } catch (e) {
      if (e.name === 'AbortError') throw e;
      throw { message: 'The answer was cut off.', remedy: 'Try again.' };
    }
  }
  // The portal's plain refusal; other answers of this status tell of one panel.
  if (response.status === 404 && response.headers.get('Content-Type')?.startsWith('text/html')) as?.refused();
  throw await problem(response);
}

async function problem(response) {
  let details = {};
  try {
    details = await response.json();
  } catch {
    // Not every refusal has a body that can be read; the status says enough.
  }
  const known = {
    401: ['You are signed out.', 'Load the page again and sign in.'],
    403: ['You may not see this panel.', 'Ask an administrator of this tenant for access.'],
    404: ['This panel is no longer there.', 'The dashboard has changed: load the page again.'],
    429: ['Too many requests at once.', 'Wait a moment, then try again.'],
    503: ['The portal is not ready yet.', 'It is starting, or has no dashboards: try again in a moment.'],
  }[response.status];
  return {
    message: details.detail || known?.[0] || details.title || `The portal answered with status ${response.status}.`,
    remedy: details.remedy || known?.[1] || 'Try again; if it stays, tell whoever runs the portal.',
  };
}
