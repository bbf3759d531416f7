// Keys that press buttons and links. A control names its own in data-keys, divided by '|': "r", "Escape", or one key after another as in "d k".

const PAUSE = 900;

/** Listens until the signal ends it. Never while somebody types or a box is open. */
export function shortcuts(signal) {
  let before = '';
  let at = 0;
  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || document.querySelector('[popover=auto]:popover-open, dialog[open]')) return;
    // Arrows belong to what is focused, if that can be moved with them.
    if (e.key.startsWith('Arrow') && document.activeElement && document.activeElement !== document.body && !document.activeElement.matches('h1, main')) return;
    const sequence = e.timeStamp - at < PAUSE && before ? `${before} ${e.key}` : '';
    const control = (sequence && find(sequence)) || find(e.key);
    [before, at] = control ? ['', 0] : [e.key, e.timeStamp];
    if (!control) return;
    e.preventDefault();
    control.click();
  }, { signal });
}

function find(keys) {
  for (const control of document.querySelectorAll('[data-keys]')) {
    if (control.dataset.keys.split('|').includes(keys) && control.getClientRects().length > 0) return control;
  }
  return null;
}

const typing = (element) => element instanceof Element && element.matches('input, textarea, select, [contenteditable], [contenteditable] *');
