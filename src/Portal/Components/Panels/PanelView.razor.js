// The browser's side of a panel: asks for the data when the panel is seen, draws it, and keeps the old picture until the new one is there.

import { el, placeBeside } from '../../js/dom.js';
import { resolveZone } from '../../js/axis.js';
import { Colors } from '../../js/display.js';
import { marksOf } from '../../js/marks.js';
import { explore, PanelPlaces } from '../../js/places.js';
import { ask } from '../../js/queue.js';

const KINDS = new Set(['timeseries', 'stat', 'gauge', 'bargauge', 'barchart', 'table', 'heatmap', 'piechart', 'state-timeline', 'traces', 'trace', 'servicemap', 'logs']);

const seen = new IntersectionObserver((entries) => {
  for (const e of entries) e.target.ptPanel?.seen(e.isIntersecting, e.boundingClientRect.top);
}, { rootMargin: '200px 0px' });

const sized = new ResizeObserver((entries) => {
  for (const e of entries) e.target.ptPanel?.resized();
});

const themed = new Set();
new MutationObserver(() => {
  for (const panel of themed) panel.redraw();
}).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

/** Takes over a panel's frame. Answers a handle with `update(settings)` and `dispose()`. */
export function attach(root, dotnet, settings) {
  return new PanelController(root, dotnet, settings);
}

class PanelController {
  #root;
  #dotnet;
  #settings;
  #parts;
  #body;
  #chart = null;
  #data = null;
  #note = null;
  #marks = [];
  #visible = false;
  #top = 0;
  #stale = true;
  #request = null;
  #frame = 0;
  #message = null;
  #drawer = null;
  #places;
  #colors = new Colors();
  #disposed = false;
  #listeners = new AbortController();

  constructor(root, dotnet, settings) {
    this.#root = root;
    this.#dotnet = dotnet;
    this.#settings = settings;
    this.#parts = Object.fromEntries([...root.querySelectorAll('[data-part]')].map((e) => [e.dataset.part, e]));
    this.#body = this.#parts.body;
    this.#places = new PanelPlaces(settings.dataUrl, () => this.#data?.links);
    this.#menu();
    this.#hint();
    if (!KINDS.has(settings.panel.kind)) return;
    root.ptPanel = this;
    this.#body.ptPanel = this;
    themed.add(this);
    seen.observe(root);
    sized.observe(this.#body);
  }

  update(settings) {
    const other = settings.panel.id !== this.#settings.panel.id || settings.panel.kind !== this.#settings.panel.kind || JSON.stringify(settings.panel.display) !== JSON.stringify(this.#settings.panel.display);
    this.#settings = settings;
    this.#stale = true;
    if (other) this.#clear();
    if (this.#visible && KINDS.has(settings.panel.kind)) this.#load();
  }

  dispose() {
    this.#disposed = true;
    this.#request?.abort();
    this.#listeners.abort();
    cancelAnimationFrame(this.#frame);
    themed.delete(this);
    seen.unobserve(this.#root);
    sized.unobserve(this.#body);
    this.#drawer?.close();
    this.#clear();
    delete this.#root.ptPanel;
    delete this.#body.ptPanel;
  }

  seen(visible, top) {
    this.#visible = visible;
    this.#top = top;
    if (visible && this.#stale) this.#load();
  }

  resized() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.redraw());
  }

  redraw() {
    if (this.#chart && this.#data && !this.#disposed && this.#body.clientWidth > 0) this.#draw(this.#data);
  }

  async #load(fresh = false) {
    const { dataUrl, state } = this.#settings;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#stale = false;
    this.#busy(true);
    try {
      const width = Math.max(100, Math.min(4000, Math.round(this.#body.clientWidth / 50) * 50));
      const body = { from: state.from, to: state.to, timeZone: resolveZone(state.timeZone), width, variables: state.variables, fresh: fresh || state.fresh === true };
      this.#mark(body, request.signal);
      const data = await ask(new URL(dataUrl, document.baseURI).href, body, request.signal, this.#top);
      if (request.signal.aborted || this.#disposed) return;
      await this.#accept(data, state);
    } catch (e) {
      if (e?.name === 'AbortError' || this.#disposed || this.#request !== request) return;
      if (e instanceof Error) console.error(e);
      this.#fail(e instanceof Error ? { message: 'This panel could not be drawn.', remedy: 'Try again; Inspect shows the data.' } : e);
    } finally {
      if (this.#request === request) this.#busy(false);
    }
  }

  // Marks come when they come: a chart does not wait for them.
  async #mark(body, signal) {
    const { marks } = this.#settings;
    const found = marks ? await marksOf(marks, body) : [];
    if (signal.aborted || this.#disposed || (found.length === 0 && this.#marks.length === 0)) return;
    this.#marks = found;
    this.redraw();
  }

  async #accept(data, state) {
    this.#data = data;
    this.#root.ptData = data;
    this.#root.ptState = state;
    this.#root.dispatchEvent(new CustomEvent('pt-data', { bubbles: true }));
    this.#title(data.title);
    this.#offer(data);
    this.#note = null;
    if (data.state === 'error') {
      const first = data.errors[0];
      this.#fail({ message: first?.message ?? 'The queries failed.', remedy: first?.remedy, detail: first?.detail });
      return;
    }
    // Lines may still arrive where there are none.
    if ((data.state === 'empty' && !data.logs) || (data.frames.length === 0 && !data.traces && !data.trace && !data.serviceMap && !data.logs)) {
      this.#clear();
      this.#say('empty', [el('strong', {}, 'No data in this range'), el('p', {}, Object.keys(this.#settings.state.variables ?? {}).length > 0 ? 'Choose a wider range, or check the variables above.' : 'Choose a wider range.')]);
      this.#notices();
      return;
    }
    this.#quiet();
    if (!this.#chart) {
      const { create } = await import(`../../js/panels/${this.#settings.panel.kind}.js`);
      if (this.#disposed || this.#data !== data) return;
      this.#chart = create(this.#body, this.#context());
    }
    await this.#draw(data);
    this.#root.dataset.state = data.state;
  }

  #context() {
    const panel = this;
    return {
      panel: this.#settings.panel,
      display: this.#settings.panel.display,
      get zone() {
        return resolveZone(panel.#settings.state.timeZone);
      },
      get state() {
        return panel.#settings.state;
      },
      get dataUrl() {
        return panel.#settings.dataUrl;
      },
      get marks() {
        return panel.#marks;
      },
      colors: this.#colors,
      zoom: this.#settings.zoomable ? (from, to) => this.#dotnet.invokeMethodAsync('Zoom', from, to).catch(() => {}) : null,
      note: (text) => {
        this.#note = text;
      },
      places: this.#places,
      explore: this.#settings.explores ? explore : null,
      embedded: this.#settings.embedded === true,
    };
  }

  async #draw(data) {
    await this.#chart.draw(data);
    if (!this.#disposed) this.#notices();
  }

  #clear() {
    this.#chart?.dispose();
    this.#chart = null;
    this.#quiet();
  }

  #fail({ message, remedy, detail }) {
    this.#clear();
    this.#say('error', [
      el('strong', {}, message),
      remedy ? el('p', {}, remedy) : null,
      detail ? el('details', {}, el('summary', {}, 'Details'), el('pre', {}, detail)) : null,
      this.#settings.embedded ? null : el('button', { type: 'button', class: 'pt-button', onclick: () => this.#load(true) }, 'Try again'),
    ]);
    this.#notices();
  }

  #say(state, content) {
    this.#quiet();
    this.#message = el('div', { class: `pt-message pt-message-${state}`, role: state === 'error' ? 'alert' : 'status' }, content);
    this.#body.append(this.#message);
    this.#root.dataset.state = state;
  }

  #quiet() {
    this.#message?.remove();
    this.#message = null;
  }

  #busy(on) {
    this.#root.toggleAttribute('data-busy', on);
    this.#body.setAttribute('aria-busy', String(on));
  }

  #title(text) {
    // The text node stays the one that the server rendered: it goes on updating it.
    const node = this.#parts.title.firstChild;
    if (text && node && node.nodeValue !== text) {
      node.nodeValue = text;
      this.#parts.title.title = text;
      this.#root.setAttribute('aria-label', text);
    }
  }

  // Where the panel's range and service lead to besides.
  #offer(data) {
    const places = this.#settings.explores ? [] : this.#places.range(data.fromMs, data.toMs);
    this.#parts.places?.replaceChildren(...(places.length > 0 ? [el('hr', {})] : []), ...places.map((place) => el('a', { role: 'menuitem', href: place.href }, `${place.text} of this range`)));
  }

  #notices() {
    const data = this.#data;
    const partial = data?.state === 'partial' ? data.errors.map((e) => ['warning', `${e.refId ? `Query ${e.refId}: ` : ''}${e.message}${e.remedy ? ` ${e.remedy}` : ''}`]) : [];
    const marks = this.#marks.flatMap((a) => (a.error ? [['warning', `${a.label}: ${a.error}`]] : a.cut ? [['info', `${a.label}: only the newest ${a.marks.length} are marked.`]] : []));
    const list = [...partial, ...marks, ...(this.#note ? [['info', this.#note]] : []), ...(data?.notices ?? []).map((n) => [n.severity, n.text])];
    const old = this.#parts.notices.firstChild;
    const signature = JSON.stringify(list);
    if (old?.dataset.signature === signature) return;
    this.#parts.notices.replaceChildren();
    if (list.length === 0) return;
    const worst = list.some(([s]) => s !== 'info') ? 'warning' : 'info';
    const box = el('div', { class: 'pt-popover pt-notice-list', popover: 'auto' }, el('ul', { class: 'pt-remarks' }, list.slice(0, 20).map(([severity, text]) => el('li', { 'data-severity': severity }, text))));
    const button = el('button', { type: 'button', class: 'pt-icon-button pt-notice', 'data-severity': worst, 'data-signature': signature, 'aria-label': `${list.length} ${list.length === 1 ? 'notice' : 'notices'}`, onclick: () => {
      box.togglePopover();
      if (box.matches(':popover-open')) placeBeside(box, button, true);
    } }, worst === 'info' ? 'i' : '!');
    this.#parts.notices.append(button, box);
  }

  #hint() {
    const { hint, about } = this.#parts;
    if (!hint) return;
    const { signal } = this.#listeners;
    const open = () => {
      if (!about.matches(':popover-open')) about.showPopover();
      placeBeside(about, hint);
    };
    const close = () => about.matches(':popover-open') && about.hidePopover();
    // Leaving waits a moment, so that the pointer can go over to the text and its links.
    let leaving = 0;
    for (const part of [hint, about]) {
      part.addEventListener('pointerenter', () => (clearTimeout(leaving), open()), { signal });
      part.addEventListener('pointerleave', () => (leaving = setTimeout(close, 150)), { signal });
    }
    hint.addEventListener('focus', open, { signal });
    hint.addEventListener('blur', () => (leaving = setTimeout(close, 150)), { signal });
    hint.addEventListener('keydown', (e) => e.key === 'Escape' && close(), { signal });
  }

  #menu() {
    const { menu, 'menu-button': button } = this.#parts;
    if (!menu) return;
    const { signal } = this.#listeners;
    const items = () => [...menu.querySelectorAll('[role=menuitem]')];
    let closedAt = 0;
    button.addEventListener('click', () => {
      // A press on the button has just closed the open menu, as any press outside does: it must not open it again.
      if (performance.now() - closedAt < 200) return;
      menu.showPopover();
      placeBeside(menu, button, true);
      items()[0]?.focus();
    }, { signal });
    menu.addEventListener('toggle', (e) => {
      button.setAttribute('aria-expanded', String(e.newState === 'open'));
      if (e.newState === 'closed') closedAt = performance.now();
    }, { signal });
    menu.addEventListener('keydown', (e) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (!step) return;
      e.preventDefault();
      const list = items();
      list[(list.indexOf(document.activeElement) + step + list.length) % list.length].focus();
    }, { signal });
    menu.addEventListener('click', (e) => {
      const action = e.target.closest('[data-action]')?.dataset.action;
      if (!e.target.closest('[role=menuitem]')) return;
      menu.hidePopover();
      if (action) this.#act(action);
    }, { signal });
  }

  async #act(action) {
    const title = this.#parts.title.textContent;
    if (action === 'copy') {
      const link = new URL(this.#settings.href, document.baseURI).href;
      try {
        await navigator.clipboard.writeText(link);
        this.#flash('Link copied');
      } catch {
        prompt('Copy this link', link);
      }
      return;
    }
    if (!this.#data) {
      this.#flash('There is no data yet');
      return;
    }
    const { downloadCsv, inspect } = await import('../../js/panels/inspect.js');
    if (action === 'csv') downloadCsv(title, this.#data);
    else this.#drawer = inspect(title, this.#data, { zone: resolveZone(this.#settings.state.timeZone), mayEdit: this.#settings.mayEdit, describe: this.#describe(this.#data) });
  }

  // Asks of what is shown, even where something else has been chosen since.
  #describe(data) {
    const { dataUrl } = this.#settings;
    const state = this.#root.ptState;
    const url = new URL(dataUrl, document.baseURI);
    url.pathname = url.pathname.replace(/\/data$/, '/metrics');
    const body = { from: String(data.fromMs), to: String(data.toMs), timeZone: resolveZone(state.timeZone), variables: state.variables };
    return (signal) => ask(url.href, body, signal, 0);
  }

  #flash(text) {
    const note = el('div', { class: 'pt-flash', role: 'status' }, text);
    this.#root.append(note);
    setTimeout(() => note.remove(), 1800);
  }
}
