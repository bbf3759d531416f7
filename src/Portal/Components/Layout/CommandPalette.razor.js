// The browser's side of the search: opens at once, walks in the list without asking the server, and lets links be links.

/** Takes over the dialog. Answers a handle. */
export function attach(dialog, dotnet) {
  return new Palette(dialog, dotnet);
}

class Palette {
  #off = new AbortController();
  #dialog;
  #dotnet;
  #input;
  #list;
  #changes;

  constructor(dialog, dotnet) {
    this.#dialog = dialog;
    this.#dotnet = dotnet;
    this.#input = dialog.querySelector('input');
    this.#list = dialog.querySelector('[role=listbox]');
    const listen = (target, name, handler) => target.addEventListener(name, handler, { signal: this.#off.signal });
    listen(document, 'keydown', (e) => this.#shortcut(e));
    listen(document, 'click', (e) => { if (e.target instanceof Element && e.target.closest('[data-palette-open]')) this.#open(); });
    listen(this.#input, 'keydown', (e) => this.#walk(e));
    listen(this.#list, 'click', (e) => { if (e.target.closest('[role=option]') && !e.ctrlKey && !e.metaKey && !e.shiftKey) dialog.close(); });
    listen(this.#list, 'mousemove', (e) => this.#choose(e.target.closest('[role=option]'), false));
    listen(dialog, 'mousedown', (e) => { if (e.target === dialog) dialog.close(); });
    listen(dialog.querySelector('[data-palette-close]'), 'click', () => dialog.close());
    // What was found anew begins with its first.
    this.#changes = new MutationObserver(() => this.#first());
    this.#changes.observe(this.#list, { childList: true, subtree: true, characterData: true, attributeFilter: ['href'] });
  }

  dispose() {
    this.#off.abort();
    this.#changes.disconnect();
  }

  #open() {
    if (this.#dialog.open) return;
    this.#input.value = '';
    this.#dialog.showModal();
    this.#input.focus();
    this.#dotnet.invokeMethodAsync('Opened').catch(() => {});
  }

  #shortcut(e) {
    const k = (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k';
    const slash = e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey && !typing(e.target) && !document.querySelector('dialog[open]');
    if (e.defaultPrevented || e.isComposing || !(k || slash)) return;
    e.preventDefault();
    if (k && this.#dialog.open) this.#dialog.close();
    else this.#open();
  }

  #walk(e) {
    if (e.isComposing) return;
    const options = this.#options();
    const here = options.findIndex((o) => o.getAttribute('aria-selected') === 'true');
    const page = 8;
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: Math.min(here + page, options.length - 1), PageUp: Math.max(here - page, 0) }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      this.#choose(options.at(to % Math.max(options.length, 1)), true);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      const option = options[here];
      if (!option) return;
      if (e.ctrlKey || e.metaKey) open(option.href, '_blank', 'noopener');
      else option.click();
    }
  }

  #first() {
    const options = this.#options();
    this.#list.scrollTop = 0;
    this.#choose(options[0], false);
  }

  #choose(option, scroll) {
    if (option === null) return;
    for (const other of this.#list.querySelectorAll('[aria-selected=true]')) if (other !== option) other.setAttribute('aria-selected', 'false');
    if (!option) {
      this.#input.removeAttribute('aria-activedescendant');
      return;
    }
    if (option.getAttribute('aria-selected') !== 'true') option.setAttribute('aria-selected', 'true');
    this.#input.setAttribute('aria-activedescendant', option.id);
    if (scroll) option.scrollIntoView({ block: 'nearest' });
  }

  #options() {
    return [...this.#list.querySelectorAll('[role=option]')];
  }
}

const typing = (element) => element instanceof Element && element.matches('input, textarea, select, [contenteditable], [contenteditable] *');
