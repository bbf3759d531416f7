// Goes on where Blazor gives up: tries again while the page is seen, and loads the page anew once the server is back without its circuit; and says so where there was no first connection. The address holds the whole view, so nothing is lost.

const PAUSE = 3000;
const bar = document.getElementById('components-reconnect-modal');
let timer;

bar?.addEventListener('components-reconnect-state-changed', (e) => {
  const state = e.detail.state;
  clearTimeout(timer);
  if (state === 'failed') later(reconnect);
  else if (state === 'rejected' || state === 'resume-failed') later(reload, 0);
});

for (const event of ['online', 'visibilitychange']) {
  (event === 'online' ? window : document).addEventListener(event, () => {
    if (!document.hidden && bar?.matches('.components-reconnect-failed')) later(reconnect, 0);
  });
}

// Of a first connection that fails Blazor says nothing, and does not try again.
addEventListener('unhandledrejection', () => {
  if ('live' in document.documentElement.dataset) return;
  const failed = document.getElementById('blazor-error-ui');
  failed.style.display = 'flex';
  failed.querySelector('.reload').onclick = (e) => {
    e.preventDefault();
    location.reload();
  };
});

function later(what, pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(what, pause);
}

async function reconnect() {
  if (document.hidden) return;
  try {
    if (!(await Blazor.reconnect())) later(reload, 0);
  } catch {
    later(reconnect);
  }
}

// Only when there is somebody to answer: a browser's own error page would not come back by itself.
async function reload() {
  bar.classList.add('pt-reconnect-reloading');
  try {
    const answer = await fetch('healthz', { cache: 'no-store' });
    if (answer.ok) {
      location.reload();
      return;
    }
  } catch {
    // Not there yet.
  }
  later(reload);
}
