// A line as a row: its level's colour, its time, its labels where wanted, its text with what is looked for marked. All of it is text, never markup.

import { el, maskedText } from '../dom.js';
import { timeText } from '../axis.js';
import { jsonOf, pretty } from './fields.js';
import { finder } from './lines.js';

const LINE = 18;
const PAD = 4;
const MOST_SHOWN = 4000;
const MOST_MARKS = 200;

let lists = 0;

export class LineRows {
  #zone;
  #settings;
  #traceHref;
  #id = `pt-lines-${(lists += 1)}`;
  wrap;
  pretty;
  marks = [];
  sought = '';

  constructor(zone, settings, traceHref) {
    [this.#zone, this.#settings, this.#traceHref] = [zone, settings, traceHref];
    this.wrap = settings.wrap !== false;
    this.pretty = settings.prettifyJson === true;
  }

  /** The row's id in the page. */
  id(index) {
    return `${this.#id}-${index}`;
  }

  /** How high a row will be, where `columns` letters stand beside one another. */
  guess(line, columns) {
    return PAD + LINE * (this.wrap ? Math.max(1, Math.ceil(Math.min(line.text.length, MOST_SHOWN) / Math.max(10, columns))) : 1);
  }

  build(line, index, selected, detail) {
    const trace = this.#traceHref(line);
    const time = timeText(line.ms, this.#zone(), true);
    return el('div', { class: `pt-line${selected ? ' pt-line-selected' : ''}`, role: 'row', id: this.id(index), 'data-index': index, 'data-level': line.level, 'aria-rowindex': index + 1, 'aria-expanded': String(detail !== null), 'aria-selected': String(selected) },
      el('div', { class: 'pt-line-head' },
        el('span', { class: 'pt-line-time pt-num', role: 'gridcell', title: `${line.level}, ${time}` }, el('span', { class: 'pt-line-date' }, `${time.slice(0, 10)} `), time.slice(11), el('span', { class: 'pt-visually-hidden' }, ` ${line.level}`)),
        el('span', { class: 'pt-line-text', role: 'gridcell' },
          line.times > 1 ? el('b', { class: 'pt-line-times', title: `${line.times} lines that are the same` }, `×${line.times}`) : null,
          this.#settings.showLabels ? labels(line.labels) : null,
          this.#settings.showFields ? labels(line.meta ?? {}) : null,
          this.#marked(this.#shown(line)),
          trace ? el('a', { class: 'pt-line-trace', href: trace, tabindex: '-1' }, 'trace') : null)),
      detail);
  }

  #shown({ text }) {
    const shown = this.pretty && this.wrap && text.length <= MOST_SHOWN && jsonOf(text) ? pretty(text) : text;
    return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
  }

  #marked(text) {
    const find = finder([this.sought, ...this.marks]);
    if (!find) return maskedText(text);
    const parts = [];
    let at = 0;
    for (const hit of text.matchAll(find)) {
      parts.push(maskedText(text.slice(at, hit.index)), el('mark', { class: hit[0].toLowerCase() === this.sought.toLowerCase() ? 'pt-line-sought' : null }, hit[0]));
      at = hit.index + hit[0].length;
      if (parts.length >= 2 * MOST_MARKS) break;
    }
    return [...parts, maskedText(text.slice(at))];
  }
}

const labels = (pairs) => Object.entries(pairs).map(([name, value]) => el('span', { class: 'pt-line-label' }, maskedText(`${name}=${value}`)));
