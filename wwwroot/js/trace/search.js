// The page that looks for traces: asks, draws what was found, and offers the names of services and operations.

import { el } from '../dom.js';
import { resolveZone } from '../axis.js';
import { Colors } from '../display.js';
import { address, go, rangeHref } from '../places.js';
import { create } from '../panels/traces.js';
import { get } from '../get.js';

/** Takes over the place for results. */
export function attach(root, settings) {
  const page = new SearchPage(root);
  page.update(settings);
  return page;
}

class SearchPage {
  #root;
  #settings = null;
  #asked = null;
  #chart = null;
  #data = null;
  #colors = new Colors();
  #named = '';
  #sized = new ResizeObserver(() => this.#redraw());
  #themed = new MutationObserver(() => this.#redraw());

  constructor(root) {
    this.#root = root;
    this.#sized.observe(root);
    this.#themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  update(settings) {
    this.#settings = settings;
    this.#names();
    this.#load();
  }

  dispose() {
    this.#asked?.abort();
    this.#sized.disconnect();
    this.#themed.disconnect();
    this.#chart?.dispose();
  }

  #range() {
    const { from, to, timeZone } = this.#settings;
    return { from, to, timeZone: resolveZone(timeZone) };
  }

  async #load() {
    const { api, service, operation, tags, min, max, limit } = this.#settings;
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    if (!service) {
      this.#say('status', el('strong', {}, 'Choose a service'), el('p', {}, 'Then search: its traces in the chosen range are shown here.'));
      return;
    }
    this.#root.setAttribute('aria-busy', 'true');
    if (!this.#data) this.#say('status', 'Searching…');
    try {
      const data = await get(api, { ...this.#range(), service, operation, tag: tags ? tags.split('\n') : [], minDuration: min, maxDuration: max, limit }, asked.signal);
      if (asked.signal.aborted) return;
      if (data.traces.length === 0) this.#say('status', el('strong', {}, 'No traces were found'), el('p', {}, 'Choose a wider range, or fewer conditions.'), remarks(data.notices));
      else this.#draw(data);
    } catch (e) {
      if (e.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      this.#say('alert', el('strong', {}, e instanceof Error ? 'The traces could not be drawn.' : e.message), el('p', {}, e.remedy ?? 'Try again.'));
    } finally {
      if (this.#asked === asked) this.#root.removeAttribute('aria-busy');
    }
  }

  #draw(data) {
    const { place, timeZone, view, logs, service } = this.#settings;
    this.#clear();
    this.#data = data;
    const box = el('div', { class: 'pt-trace-box' });
    this.#root.append(...(data.notices.length > 0 ? [remarks(data.notices)] : []), box);
    this.#chart = create(box, {
      display: { view },
      zone: resolveZone(timeZone),
      colors: this.#colors,
      zoom: (from, to) => this.#zoom(from, to),
      places: { traceHref: (id) => `${place}/trace/${id}`, range: (from, to) => (logs ? [{ text: 'Logs', href: rangeHref(`${place}/logs`, { service }, from, to) }] : []) },
    });
    this.#chart.draw(data);
  }

  #redraw() {
    if (this.#chart && this.#data && this.#root.clientWidth > 0) this.#chart.draw(this.#data);
  }

  #zoom(from, to) {
    go(address({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }));
  }

  #clear() {
    this.#chart?.dispose();
    [this.#chart, this.#data] = [null, null];
    this.#root.replaceChildren();
  }

  #say(role, ...content) {
    this.#clear();
    this.#root.append(el('div', { class: `pt-message${role === 'alert' ? ' pt-message-error' : ''}`, role }, content));
  }

  // Names are an aid: without them one types.
  async #names() {
    const { api, service, from, to } = this.#settings;
    const key = JSON.stringify([service, from, to]);
    if (this.#named === key) return;
    this.#named = key;
    const fill = (id, names) => document.getElementById(id)?.replaceChildren(...names.slice(0, 500).map((name) => el('option', { value: name })));
    try {
      fill('traces-services', (await get(`${api}/services`, this.#range())).value);
      fill('traces-operations', service ? [...new Set((await get(`${api}/operations`, { ...this.#range(), service })).value.map((operation) => operation.name))] : []);
    } catch (e) {
      if (e instanceof Error) console.error(e);
    }
  }
}

const remarks = (notices) => el('ul', { class: 'pt-remarks' }, notices.map((notice) => el('li', { 'data-severity': notice.severity }, notice.text)));
