// The waterfall of a trace: a tree of spans beside their times. Only the rows that are seen are in the page, so that ten thousand spans scroll as ten do.

import { el } from '../dom.js';
import { Colors } from '../display.js';
import { get } from '../get.js';
import { FAILED, PARENT_MISSING, REMARKS, NOT_WAITED_FOR, spanTicks, TraceModel } from './model.js';
import { Minimap } from './minimap.js';
import { drawDetail, nanoseconds } from './detail.js';

const ROW = 26;
const SPARE = 8;
const WAIT = 180;

/**
 * Builds a waterfall into a body. `options`: `zone()`, `url(trace)` the trace's address in the API, `openTrace`, `logs`, `state` `{ span, q, from, to }` to begin with,
 * and `changed(state)` that is told of another one.
 */
export class Waterfall {
  #options;
  #model = null;
  #colors = new Colors();
  #from = 0;
  #to = 1;
  #selected = -1;
  #hits = [];
  #critical = true;
  #asked = null;
  #timer = 0;
  #frame = 0;
  #map;
  #search = el('input', { type: 'search', class: 'pt-field', placeholder: 'Search spans', 'aria-label': 'Search spans by service, operation, tag or event', autocomplete: 'off', spellcheck: 'false' });
  #count = el('span', { class: 'pt-trace-count', role: 'status' });
  #axis = el('div', { class: 'pt-trace-axis', 'aria-hidden': 'true' });
  #rows = el('div', { class: 'pt-trace-rows' });
  #scroll = el('div', { class: 'pt-trace-scroll', role: 'treegrid', tabindex: '0', 'aria-label': 'Spans' }, this.#rows);
  #detail = el('aside', { class: 'pt-trace-detail', hidden: true, 'aria-label': 'Span' });
  #legend = el('div', { class: 'pt-trace-legend' });
  #root;
  #watch = new ResizeObserver(() => this.redraw());

  constructor(body, options) {
    this.#options = options;
    this.#map = new Minimap((service) => this.#colors.of(service), (from, to) => this.#look(from, to));
    const button = (text, title, act) => el('button', { type: 'button', class: 'pt-button', title, onclick: act }, text);
    const critical = el('button', { type: 'button', class: 'pt-button', 'aria-pressed': 'true', title: 'Mark what the whole trace waits for ( c )', onclick: () => this.#toggleCritical() }, 'Critical path');
    this.criticalButton = critical;
    this.#root = el('div', { class: 'pt-trace' },
      el('div', { class: 'pt-trace-tools' }, this.#search, this.#count,
        button('Next error', 'To the next span that failed ( e )', () => this.#step(this.#model?.errors() ?? [], 1)), critical,
        button('Fold all', 'Fold all but the first level ( - )', () => this.#foldAll(true)), button('Unfold all', 'Unfold all ( + )', () => this.#foldAll(false))),
      this.#map.element, this.#legend,
      el('div', { class: 'pt-trace-main' }, el('div', { class: 'pt-trace-table' }, this.#axis, this.#scroll), this.#detail));
    body.append(this.#root);
    this.#search.addEventListener('input', () => this.#typed());
    this.#search.addEventListener('keydown', (e) => {
      if (e.key === 'Enter') this.#step(this.#hits, e.shiftKey ? -1 : 1);
      else if (e.key === 'ArrowDown') this.#scroll.focus();
      else return;
      e.preventDefault();
    });
    this.#scroll.addEventListener('scroll', () => this.#later());
    this.#scroll.addEventListener('click', (e) => this.#clicked(e));
    this.#scroll.addEventListener('keydown', (e) => this.#key(e));
    this.#watch.observe(this.#scroll);
  }

  draw(trace) {
    if (this.#model?.trace === trace) return this.redraw();
    const first = !this.#model;
    this.#model = new TraceModel(trace);
    for (const service of trace.services) this.#colors.of(service);
    const state = (first && this.#options.state) || {};
    [this.#from, this.#to] = state.to > state.from ? [state.from, state.to] : [0, this.#model.length];
    this.#root.classList.toggle('pt-trace-critical', this.#critical);
    this.#close();
    this.redraw();
    this.#names();
    if (state.q) {
      this.#search.value = state.q;
      this.#seek();
    }
    const row = state.span ? this.#model.spans.id.indexOf(state.span) : -1;
    if (row >= 0) this.select(row, true);
  }

  redraw() {
    if (!this.#model || this.#scroll.clientHeight === 0) return;
    this.#map.draw(this.#model, this.#from, this.#to);
    this.#ticks();
    this.#paint();
  }

  dispose() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#asked?.abort();
    this.#watch.disconnect();
    this.#root.remove();
  }

  focusSearch() {
    this.#search.focus();
  }

  /** Chooses a span, brings it into view, and opens it where asked. */
  select(row, open = false) {
    this.#model.reveal(row);
    this.#selected = row;
    const top = this.#model.place(row) * ROW;
    if (top < this.#scroll.scrollTop) this.#scroll.scrollTop = Math.max(0, top - ROW);
    else if (top + ROW > this.#scroll.scrollTop + this.#scroll.clientHeight) this.#scroll.scrollTop = top + 2 * ROW - this.#scroll.clientHeight;
    this.#paint();
    if (open || !this.#detail.hidden) this.#open(row);
    this.#tell();
  }

  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const model = this.#model;
    if (!model) return;
    const shown = model.shown();
    const first = Math.max(0, Math.floor(this.#scroll.scrollTop / ROW) - SPARE);
    const last = Math.min(shown.length, Math.ceil((this.#scroll.scrollTop + this.#scroll.clientHeight) / ROW) + SPARE);
    const hits = new Set(this.#hits);
    this.#rows.style.height = `${shown.length * ROW}px`;
    this.#scroll.setAttribute('aria-rowcount', shown.length);
    this.#rows.replaceChildren(...shown.slice(first, last).map((row, i) => this.#row(model, row, first + i, hits)));
    if (this.#selected >= 0) this.#scroll.setAttribute('aria-activedescendant', `pt-span-${model.spans.id[this.#selected]}`);
    else this.#scroll.removeAttribute('aria-activedescendant');
  }

  #row(model, row, place, hits) {
    const { spans } = model;
    const folded = model.isFolded(row);
    const parent = model.isParent(row);
    const [start, length] = [spans.start[row], spans.duration[row]];
    const width = this.#to - this.#from;
    const at = (ns) => ((ns - this.#from) / width) * 100;
    const failed = model.has(row, FAILED);
    const color = this.#colors.of(model.service(row));
    const left = Math.max(-1, Math.min(101, at(start)));
    const right = Math.max(-1, Math.min(101, at(start + length)));
    const critical = (model.critical.get(row) ?? []).filter(([from, to]) => to > this.#from && from < this.#to);
    const classes = ['pt-span', row === this.#selected ? 'pt-span-selected' : '', hits.has(row) ? 'pt-span-hit' : '', failed ? 'pt-span-error' : ''].filter(Boolean).join(' ');
    return el('div', { class: classes, role: 'row', id: `pt-span-${spans.id[row]}`, 'data-row': row, 'aria-level': spans.depth[row] + 1, 'aria-rowindex': place + 1, 'aria-expanded': parent ? String(!folded) : null, 'aria-selected': String(row === this.#selected), style: { top: `${place * ROW}px` } },
      el('div', { class: 'pt-span-name', role: 'gridcell', style: { 'padding-left': `${Math.min(spans.depth[row], 24) * 12 + 4}px` } },
        el('span', { class: 'pt-span-fold', 'data-fold': parent ? row : null }, parent ? (folded ? `▸` : '▾') : ''),
        el('i', { class: 'pt-swatch', style: { background: color } }),
        failed ? el('b', { class: 'pt-span-mark', title: 'failed' }, '!') : null,
        el('span', { class: 'pt-span-service' }, model.service(row) || '–'),
        el('span', { class: 'pt-span-operation' }, model.operation(row)),
        folded ? el('small', {}, `+${spans.descendants[row]}`) : null,
        model.has(row, REMARKS) ? el('small', { class: 'pt-span-remark', title: model.has(row, PARENT_MISSING) ? 'The span that caused it is missing' : 'There are remarks' }, model.has(row, PARENT_MISSING) ? '⚬' : '⚠') : null),
      el('div', { class: 'pt-span-time', role: 'gridcell', 'aria-label': `${nanoseconds(length)}, ${nanoseconds(start)} into the trace` },
        el('div', { class: model.has(row, NOT_WAITED_FOR) ? 'pt-span-bar pt-span-after' : 'pt-span-bar', style: { left: `${left}%`, width: `max(2px, ${Math.max(0, right - left)}%)`, background: color } }),
        critical.map(([from, to]) => el('div', { class: 'pt-span-critical', style: { left: `${Math.max(0, at(from))}%`, width: `${Math.min(100, at(to)) - Math.max(0, at(from))}%` } })),
        el('span', { class: 'pt-span-length', style: right > 80 ? { right: `${Math.max(0, 100 - left)}%` } : { left: `${Math.max(0, right)}%` } }, nanoseconds(length))));
  }

  #ticks() {
    const width = this.#axis.clientWidth;
    this.#axis.replaceChildren(...spanTicks(this.#from, this.#to, Math.max(2, Math.floor((width * 0.6) / 90))).map((ns) =>
      el('span', { style: { left: `calc(var(--pt-trace-names) + (100% - var(--pt-trace-names)) * ${(ns - this.#from) / (this.#to - this.#from)})` } }, nanoseconds(ns))));
  }

  #names() {
    const { trace, count } = this.#model;
    const spans = new Map();
    for (let row = 0; row < count; row += 1) spans.set(this.#model.service(row), (spans.get(this.#model.service(row)) ?? 0) + 1);
    const names = [...spans].sort((a, b) => b[1] - a[1]);
    this.#legend.replaceChildren(...names.slice(0, 12).map(([name, number]) => el('span', {}, el('i', { class: 'pt-swatch', style: { background: this.#colors.of(name) } }), `${name || '–'} `, el('small', {}, number))),
      names.length > 12 ? el('span', {}, `${names.length - 12} more`) : '', trace.hidesOthers ? el('span', { class: 'pt-trace-note' }, 'Spans of others are hidden') : '', trace.incomplete ? el('span', { class: 'pt-trace-note' }, 'Some spans are missing') : '');
  }

  #look(from, to) {
    if (from === null) return this.redraw();
    [this.#from, this.#to] = to > from ? [from, to] : [0, this.#model.length];
    this.redraw();
    this.#tell();
  }

  #clicked(e) {
    const line = e.target.closest('[data-row]');
    if (!line) return;
    const row = Number(line.dataset.row);
    if (e.target.closest('[data-fold]')) {
      this.#model.fold(row, !this.#model.isFolded(row));
      this.#paint();
    } else this.select(row, true);
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || !this.#model) return;
    const model = this.#model;
    const shown = model.shown();
    const page = Math.max(1, Math.floor(this.#scroll.clientHeight / ROW) - 1);
    const place = this.#selected < 0 ? -1 : model.place(this.#selected);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + page, PageUp: place - page, Home: 0, End: shown.length - 1, j: place + 1, k: place - 1 }[e.key];
    if (to !== undefined) this.select(shown[Math.max(0, Math.min(to, shown.length - 1))]);
    else if (e.key === 'Enter' || e.key === ' ') this.#selected >= 0 && (this.#detail.hidden ? this.#open(this.#selected) : this.#close());
    else if (e.key === 'Escape' && !this.#detail.hidden) this.#close();
    else if (e.key === 'ArrowLeft' && this.#selected >= 0) this.#left(this.#selected);
    else if (e.key === 'ArrowRight' && this.#selected >= 0) this.#right(this.#selected);
    else if (e.key === 'e') this.#step(model.errors(), 1);
    else if (e.key === 'n') this.#step(this.#hits, 1);
    else if (e.key === 'N') this.#step(this.#hits, -1);
    else if (e.key === 'c') this.#toggleCritical();
    else if (e.key === '-') this.#foldAll(true);
    else if (e.key === '+') this.#foldAll(false);
    else if (e.key === 's') this.#search.focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  #left(row) {
    if (this.#model.isParent(row) && !this.#model.isFolded(row)) {
      this.#model.fold(row, true);
      this.#paint();
    } else if (this.#model.parent(row) >= 0) this.select(this.#model.parent(row));
  }

  #right(row) {
    if (this.#model.isFolded(row)) {
      this.#model.fold(row, false);
      this.#paint();
    } else if (this.#model.isParent(row)) this.select(row + 1);
  }

  #foldAll(on) {
    this.#model?.foldAll(on);
    if (this.#selected >= 0) this.#model.reveal(this.#selected);
    this.#paint();
  }

  #toggleCritical() {
    this.#critical = !this.#critical;
    this.criticalButton.setAttribute('aria-pressed', String(this.#critical));
    this.#root.classList.toggle('pt-trace-critical', this.#critical);
  }

  #step(rows, way) {
    if (rows.length === 0) return;
    const next = way > 0 ? rows.find((row) => row > this.#selected) ?? rows[0] : rows.findLast((row) => row < this.#selected) ?? rows.at(-1);
    this.select(next);
    this.#tally();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#seek(), WAIT);
  }

  // What the browser has is found at once; tags and events are looked through on the server.
  async #seek() {
    const text = this.#search.value.trim();
    this.#asked?.abort();
    this.#hits = text ? this.#model.find(text) : [];
    this.#tally();
    this.#paint();
    this.#tell();
    if (!text || !this.#options.url(this.#model.trace)) return;
    const asked = (this.#asked = new AbortController());
    try {
      const rows = await get(`${this.#options.url(this.#model.trace)}/search`, { text }, asked.signal);
      if (asked.signal.aborted) return;
      this.#hits = rows;
      this.#tally();
      this.#paint();
    } catch (e) {
      if (e.name !== 'AbortError') this.#count.textContent = 'Tags could not be searched.';
    }
  }

  #tally() {
    const at = this.#hits.indexOf(this.#selected);
    this.#count.textContent = !this.#search.value.trim() ? '' : this.#hits.length === 0 ? 'Nothing found' : at >= 0 ? `${at + 1} of ${this.#hits.length}` : `${this.#hits.length} found`;
  }

  async #open(row) {
    if (!this.#options.url(this.#model.trace)) return;
    const id = this.#model.spans.id[row];
    this.#detail.hidden = false;
    try {
      const span = await get(`${this.#options.url(this.#model.trace)}/spans/${id}`);
      if (this.#model.spans.id[this.#selected] !== id) return;
      drawDetail(this.#detail, span, { zone: this.#options.zone(), openTrace: this.#options.openTrace, logs: (span) => this.#options.logs?.(span, this.#model.trace) ?? [], close: () => this.#close() });
    } catch (e) {
      this.#detail.replaceChildren(el('p', { class: 'pt-message-inline', role: 'alert' }, e.message ?? 'The span could not be had.'));
    }
  }

  #close() {
    this.#detail.hidden = true;
    this.#detail.replaceChildren();
  }

  #tell() {
    const all = this.#from <= 0 && this.#to >= this.#model.length;
    this.#options.changed?.({ span: this.#selected >= 0 ? this.#model.spans.id[this.#selected] : null, q: this.#search.value.trim() || null, from: all ? null : Math.round(this.#from), to: all ? null : Math.round(this.#to) });
  }
}
