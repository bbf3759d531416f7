// A chart's legend: names with numbers, a click shows one series alone, with Ctrl or ⌘ it is switched on or off.

import { el } from '../dom.js';
import { reduce, show } from '../display.js';

const TITLES = { last: 'Last', lastNotNull: 'Last', min: 'Min', max: 'Max', mean: 'Mean', sum: 'Sum', count: 'Count', first: 'First', range: 'Range', delta: 'Delta' };

export class Legend {
  hidden = new Set();
  #root = el('div', { class: 'pt-legend' });
  #signature = '';
  #cells = new Map();
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  get element() {
    return this.#root;
  }

  visible(series) {
    return series.filter((s) => !this.hidden.has(s.key));
  }

  /** Shows the series; `texts` gives a row's numbers where they are not those of the settings. */
  draw(series, legend, colorOf, zone, texts) {
    const columns = texts ? legend.values : (legend.values ?? []).filter((v) => TITLES[v]);
    const signature = JSON.stringify([series.map((s) => [s.key, s.name, colorOf(s)]), columns, legend.placement]);
    for (const key of this.hidden) if (!series.some((s) => s.key === key)) this.hidden.delete(key);
    this.#root.hidden = !legend.show || series.length === 0;
    this.#root.classList.toggle('pt-legend-table', columns.length > 0);
    if (signature !== this.#signature) {
      this.#signature = signature;
      this.#build(series, columns, colorOf);
    }
    for (const s of series) {
      const row = this.#cells.get(s.key);
      row.element.classList.toggle('pt-off', this.hidden.has(s.key));
      row.button.setAttribute('aria-pressed', String(!this.hidden.has(s.key)));
      columns.forEach((column, i) => {
        row.values[i].textContent = texts ? texts(s)[i] : show(reduce(s.values, column), { ...s.settings, mappings: [] }, zone).text;
      });
    }
  }

  #build(series, columns, colorOf) {
    this.#cells.clear();
    const rows = series.map((s) => {
      const button = el('button', { type: 'button', class: 'pt-legend-name', title: s.name, onclick: (e) => this.#choose(s.key, series, e.ctrlKey || e.metaKey) }, el('i', { class: 'pt-swatch', style: { background: colorOf(s) } }), el('span', {}, s.name));
      const values = columns.map(() => el(columns.length ? 'td' : 'span', { class: 'pt-num' }));
      const element = columns.length ? el('tr', {}, el('th', { scope: 'row' }, button), values) : el('div', { class: 'pt-legend-item' }, button);
      this.#cells.set(s.key, { element, button, values });
      return element;
    });
    this.#root.replaceChildren(columns.length === 0 ? el('div', { class: 'pt-legend-list' }, rows)
      : el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, el('span', { class: 'pt-visually-hidden' }, 'Series')), columns.map((c) => el('th', { scope: 'col' }, TITLES[c] ?? c)))), el('tbody', {}, rows)));
  }

  #choose(key, series, toggle) {
    const shown = series.filter((s) => !this.hidden.has(s.key));
    if (toggle) {
      if (!this.hidden.delete(key)) this.hidden.add(key);
    } else if (shown.length === 1 && shown[0].key === key) {
      this.hidden.clear();
    } else {
      this.hidden = new Set(series.map((s) => s.key).filter((k) => k !== key));
    }
    if (series.every((s) => this.hidden.has(s.key))) this.hidden.clear();
    this.#changed();
  }
}
