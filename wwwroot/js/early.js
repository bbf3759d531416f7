// A page that has just come looks ready, but hears nothing until it is live, and then draws itself anew. What a person does before that is done again: fields are filled, and the last button is pressed.

// Milliseconds, from the moment that the page is live: later nobody expects it any more.
const LIMIT = 10_000;

const shell = document.querySelector('.pt-shell');
const isLive = () => !shell?.isConnected;
const fields = new Map();
let pressed = null;

const like = (a, b) => a.localName === b.localName && a.type === b.type && a.id === b.id && a.name === b.name && a.getAttribute('aria-label') === b.getAttribute('aria-label') && a.textContent.trim() === b.textContent.trim();

// Which of several alike was meant cannot be told afterwards.
function only(element) {
  const alike = [...document.querySelectorAll(element.localName)].filter((other) => like(element, other));
  return alike.length === 1 ? alike[0] : null;
}

// Forms that are posted work without a circuit, and so does the theme: once is enough.
const isDead = (element) => !isLive() && element.form?.method !== 'post' && !element.matches('[data-theme-toggle]') && only(element) !== null;

document.addEventListener('click', (e) => {
  const button = e.target instanceof Element ? e.target.closest('button') : null;
  if (button && isDead(button)) pressed = button;
}, true);

document.addEventListener('input', (e) => {
  if (e.target instanceof HTMLElement && e.target.matches('input, select, textarea') && isDead(e.target)) fields.set(e.target, { value: e.target.value, checked: e.target.checked });
}, true);

// All other forms are the circuit's; the browser would load the page anew.
document.addEventListener('submit', (e) => {
  if (!isLive() && e.target.method !== 'post') e.preventDefault();
}, true);

// Escape takes back what was pressed, and so does whatever else is done.
for (const type of ['pointerdown', 'keydown']) {
  document.addEventListener(type, () => {
    pressed = null;
    if (isLive()) fields.clear();
  }, true);
}

function doAgain() {
  for (const [field, { value, checked }] of fields) {
    const found = only(field);
    if (!found) continue;
    fields.delete(field);
    Object.assign(found, found.matches('[type=checkbox], [type=radio]') ? { checked } : { value });
    for (const type of ['input', 'change']) found.dispatchEvent(new Event(type, { bubbles: true }));
    found.focus({ preventScroll: true });
  }
  const button = pressed && fields.size === 0 ? only(pressed) : null;
  if (button) {
    pressed = null;
    button.focus({ preventScroll: true });
    button.click();
  }
  return fields.size === 0 && !pressed;
}

const redrawn = new MutationObserver(() => {
  if (!isLive()) return;
  redrawn.disconnect();
  document.documentElement.dataset.live = '';
  if (doAgain()) return;
  // It may come with what the page has yet to load.
  const until = performance.now() + LIMIT;
  const filled = new MutationObserver(() => (performance.now() > until || doAgain()) && filled.disconnect());
  filled.observe(document.body, { childList: true, subtree: true });
});

if (shell) redrawn.observe(document.body, { childList: true });
