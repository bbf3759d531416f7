// The page of one trace: asks for it, draws it, and keeps what is looked at in the address.

import { el } from '../dom.js';
import { resolveZone, timeText } from '../axis.js';
import { nanoseconds } from './detail.js';
import { get } from '../get.js';
import { logsOfSpan } from '../places.js';
import { Waterfall } from './waterfall.js';

/** Takes over the page. `settings`: the API's address, that of the environment's pages, and the trace's id. */
export function attach(root, settings) {
  const page = new TracePage(root);
  page.update(settings);
  return page;
}

class TracePage {
  #root;
  #settings;
  #asked = null;
  #waterfall = null;
  #off = new AbortController();
  #themed = new MutationObserver(() => this.#waterfall?.redraw());

  constructor(root) {
    this.#root = root;
    this.#themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    document.addEventListener('keydown', (e) => {
      if (e.key !== 's' || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || e.target.matches?.('input, textarea, select') || document.querySelector('dialog[open]')) return;
      e.preventDefault();
      this.#waterfall?.focusSearch();
    }, { signal: this.#off.signal });
  }

  update(settings) {
    this.#settings = settings;
    this.#load();
  }

  dispose() {
    this.#asked?.abort();
    this.#off.abort();
    this.#themed.disconnect();
    this.#waterfall?.dispose();
  }

  async #load(fresh = false) {
    const { api, id, place } = this.#settings;
    const links = this.#settings;
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    this.#clear(el('div', { class: 'pt-message', role: 'status' }, 'Loading the trace…'));
    try {
      const trace = await get(`${api}/${id}`, { fresh: fresh || null }, asked.signal);
      if (asked.signal.aborted) return;
      this.#clear(facts(trace));
      const box = el('div', { class: 'pt-trace-box' });
      this.#root.append(box);
      this.#waterfall = new Waterfall(box, {
        zone: () => resolveZone('browser'),
        url: () => `${api}/${id}`,
        openTrace: (other, span) => `${place}/trace/${other}?span=${span}`,
        logs: (span) => logsOfSpan(place, links, span, id),
        state: read(),
        changed: keep,
      });
      this.#waterfall.draw(trace);
    } catch (e) {
      if (e.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      const missing = e.status === 404;
      this.#clear(el('div', { class: 'pt-message pt-message-error', role: 'alert' }, el('strong', {}, missing ? 'There is no such trace here' : e instanceof Error ? 'The trace could not be drawn.' : e.message),
        el('p', {}, missing ? 'It may not have arrived yet, be too old to be kept, or belong to another environment.' : e.remedy ?? 'Try again.'),
        el('button', { type: 'button', class: 'pt-button', onclick: () => this.#load(true) }, 'Try again')));
    }
  }

  #clear(...content) {
    this.#waterfall?.dispose();
    this.#waterfall = null;
    this.#root.replaceChildren(...content);
  }
}

function facts(trace) {
  const { spans } = trace;
  const errors = spans.flags.filter((flags) => flags & 1).length;
  const texts = [
    spans.id.length > 0 ? `${trace.services[spans.service[0]]} ${trace.operations[spans.operation[0]]}` : '',
    timeText(trace.startUs / 1000, resolveZone('browser'), true),
    nanoseconds(trace.durationNs),
    `${spans.id.length.toLocaleString('en')} ${spans.id.length === 1 ? 'span' : 'spans'}`,
    `${trace.services.length} ${trace.services.length === 1 ? 'service' : 'services'}`,
    errors > 0 ? `${errors.toLocaleString('en')} failed` : '',
  ];
  return el('div', { class: 'pt-trace-facts' }, texts.filter(Boolean).map((text) => el('span', {}, text)), trace.warnings.length > 0 ? el('ul', { class: 'pt-remarks' }, trace.warnings.slice(0, 10).map((text) => el('li', { 'data-severity': 'warning' }, text))) : null);
}

function read() {
  const query = new URLSearchParams(location.search);
  const number = (name) => (query.has(name) ? Number(query.get(name)) : NaN);
  return { span: query.get('span'), q: query.get('q'), from: number('start'), to: number('end') };
}

// Not another page: the way back leads to where one came from.
function keep({ span, q, from, to }) {
  const address = new URL(location.href);
  // Who has gone on meanwhile has another page's address.
  if (!/\/trace\/[^/]+$/.test(address.pathname)) return;
  for (const [name, value] of Object.entries({ span, q, start: from, end: to })) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(history.state, '', address);
}
