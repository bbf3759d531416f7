// The list of lines with what a reader does in it: choose, unfold, find, and move about by keys.

import { el } from '../dom.js';
import { LongList } from './list.js';
import { LineRows } from './rows.js';

const WAIT = 150;

/** `options`: `zone()`, `settings` of logs, `traceHref(line)`, and `detail(line)` that builds what a line unfolds to. */
export class LineReader {
  #options;
  #rows;
  #list;
  #columns = 80;
  #selected = null;
  #open = new Map();
  #hits = [];
  #timer = 0;
  #find = el('input', { type: 'search', class: 'pt-field', placeholder: 'Find in lines', 'aria-label': 'Find in the lines that are shown', autocomplete: 'off', spellcheck: 'false' });
  #count = el('span', { class: 'pt-logs-count', role: 'status' });
  /** The list. */
  element = el('div', { class: 'pt-logs-scroll', role: 'treegrid', tabindex: '0', 'aria-label': 'Log lines' });
  /** The box to find texts with. */
  tools = [this.#find, this.#count];

  constructor(options) {
    this.#options = options;
    this.#rows = new LineRows(options.zone, options.settings, options.traceHref);
    this.#list = new LongList(this.element, (line, i) => this.#rows.build(line, i, line.key === this.#selected, this.#open.get(line.key) ?? null), (line) => this.#rows.guess(line, this.#columns));
    this.element.addEventListener('click', (e) => this.#clicked(e));
    this.element.addEventListener('keydown', (e) => this.#key(e));
    this.#find.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#seek(), WAIT);
    });
    this.#find.addEventListener('keydown', (e) => {
      if (e.key === 'Enter') this.#step(e.shiftKey ? -1 : 1);
      else if (e.key === 'ArrowDown') this.element.focus();
      else if (e.key === 'Escape' && this.#find.value) this.#clear();
      else return;
      e.preventDefault();
    });
  }

  get wrap() {
    return this.#rows.wrap;
  }

  set wrap(on) {
    this.#rows.wrap = on;
    this.#list.refresh(true);
  }

  get pretty() {
    return this.#rows.pretty;
  }

  set pretty(on) {
    this.#rows.pretty = on;
    this.#list.refresh(true);
  }

  get count() {
    return this.#list.items.length;
  }

  /** Texts that are always marked. */
  set marks(texts) {
    this.#rows.marks = texts;
  }

  /** Shows lines in this order; with `follow`, a reader at the end stays there. */
  set(lines, follow = false) {
    this.#list.set(lines, follow);
    for (const key of this.#open.keys()) if (this.#list.placeOf(key) < 0) this.#open.delete(key);
    this.element.setAttribute('aria-rowcount', lines.length);
    this.element.setAttribute('aria-label', `${lines.length.toLocaleString('en')} log lines`);
    if (this.#rows.sought) this.#seek(false);
    this.#point();
  }

  /** The place has another size or the page another zone. */
  resized(columns) {
    const other = columns !== this.#columns;
    this.#columns = columns;
    this.#list.refresh(other);
  }

  /** What is unfolded has another height. */
  remeasure() {
    this.#list.later();
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#list.dispose();
  }

  #select(index) {
    const line = this.#list.items[index];
    if (!line) return;
    const before = this.#selected;
    this.#selected = line.key;
    this.#list.reveal(index);
    if (before !== null && before !== line.key) this.#list.renew(before);
    this.#list.renew(line.key);
    this.#point();
  }

  #point() {
    const index = this.#list.placeOf(this.#selected);
    if (index >= 0) this.element.setAttribute('aria-activedescendant', this.#rows.id(index));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #unfold(index, open) {
    const line = this.#list.items[index];
    if (!line || this.#open.has(line.key) === open) return;
    if (open) this.#open.set(line.key, this.#options.detail(line));
    else this.#open.delete(line.key);
    this.#list.renew(line.key);
    if (open) this.#list.reveal(index);
  }

  #clicked(e) {
    if (e.target.closest('a, button, .pt-line-detail') || getSelection().type === 'Range') return;
    const row = e.target.closest('.pt-line');
    if (!row) return;
    const index = Number(row.dataset.index);
    this.#select(index);
    this.#unfold(index, !this.#open.has(this.#selected));
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const inside = e.target !== this.element;
    const last = this.#list.items.length - 1;
    const at = this.#list.placeOf(this.#selected);
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: this.#list.page(), PageUp: -this.#list.page(), Home: -Infinity, End: Infinity }[e.key];
    if (e.key === 'Escape' && at >= 0 && this.#open.has(this.#selected)) {
      this.#unfold(at, false);
      this.element.focus();
    } else if (inside) return;
    else if (move !== undefined) this.#select(Math.max(0, Math.min(last, at < 0 && move === 1 ? 0 : at + move)));
    else if (e.key === 'Enter' && at >= 0) this.#unfold(at, !this.#open.has(this.#selected));
    else if (e.key === 'ArrowRight' && at >= 0) this.#unfold(at, true);
    else if (e.key === 'ArrowLeft' && at >= 0) this.#unfold(at, false);
    else if (e.key === '/') this.#find.focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  #clear() {
    this.#find.value = '';
    this.#seek();
  }

  #seek(move = true) {
    const text = this.#find.value.trim();
    this.#rows.sought = text;
    const low = text.toLowerCase();
    this.#hits = [];
    if (low) this.#list.items.forEach((line, i) => line.text.toLowerCase().includes(low) && this.#hits.push(i));
    this.#list.refresh();
    if (move && this.#hits.length > 0) this.#list.reveal(this.#hits.find((i) => i >= this.#list.placeOf(this.#selected)) ?? this.#hits[0]);
    this.#tellCount();
  }

  #step(by) {
    clearTimeout(this.#timer);
    if (this.#find.value.trim() !== this.#rows.sought) this.#seek(false);
    if (this.#hits.length === 0) return;
    const at = this.#list.placeOf(this.#selected);
    const next = by > 0 ? this.#hits.find((i) => i > at) ?? this.#hits[0] : this.#hits.findLast((i) => i < at) ?? this.#hits.at(-1);
    this.#select(next);
    this.#tellCount();
  }

  #tellCount() {
    const place = this.#hits.indexOf(this.#list.placeOf(this.#selected));
    this.#count.textContent = this.#rows.sought === '' ? '' : this.#hits.length === 0 ? 'not found' : place >= 0 ? `${place + 1} of ${this.#hits.length}` : `in ${this.#hits.length} lines`;
  }
}
