// What there is to choose from beside the lines: labels of streams, fields of lines, and their most frequent values.

import { el } from '../dom.js';
import { resolveZone } from '../axis.js';
import { get } from '../get.js';
import { explore } from '../places.js';
import { format } from '../units.js';

const PARTS = { label: 'Labels', meta: 'Metadata', field: 'Fields' };

/** Takes over the place beside the lines. `settings`: the API's address, the search as a query, and the range. */
export function attach(root, settings) {
  const names = new Names(root);
  names.update(settings);
  return names;
}

class Names {
  #root;
  #settings = null;
  #asked = null;
  #open = new Set();
  #stats = el('p', { class: 'pt-names-stats' });
  #list = el('div', { class: 'pt-names-list' });

  constructor(root) {
    this.#root = root;
    const wide = matchMedia('(min-width: 1000px)').matches;
    root.append(el('details', { open: wide }, el('summary', {}, 'Labels and fields'), this.#stats, this.#list));
  }

  update(settings) {
    this.#settings = settings;
    this.#load();
  }

  dispose() {
    this.#asked?.abort();
    this.#root.replaceChildren();
  }

  #ask(what, words = {}) {
    const { api, query, from, to, timeZone } = this.#settings;
    return get(`${api}/${what}${query}`, { from, to, timeZone: resolveZone(timeZone), ...words }, this.#asked.signal);
  }

  async #load() {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    this.#root.setAttribute('aria-busy', 'true');
    try {
      const { stats, names } = await this.#ask('names');
      this.#stats.textContent = stats ? `About ${format(stats.entries, 'short')} lines, ${format(stats.bytes, 'bytes')} in ${stats.streams.toLocaleString('en')} ${stats.streams === 1 ? 'stream' : 'streams'}, before conditions on lines` : '';
      this.#list.replaceChildren(...Object.entries(PARTS).map(([part, title]) => [title, names.filter((name) => name.part === part)]).filter(([, own]) => own.length > 0)
        .map(([title, own]) => el('section', {}, el('h3', {}, title), el('ul', {}, own.map((name) => this.#name(name))))));
      if (names.length === 0) this.#list.append(el('p', {}, 'None in this range.'));
    } catch (e) {
      if (e?.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      this.#stats.textContent = '';
      this.#list.replaceChildren(el('p', { role: 'status' }, e instanceof Error ? 'Names could not be shown.' : `${e.message} ${e.remedy ?? ''}`));
    }
    if (this.#asked === asked) this.#root.removeAttribute('aria-busy');
  }

  #name({ part, name, values }) {
    const key = `${part} ${name}`;
    const box = el('div', { class: 'pt-names-values', hidden: true });
    const button = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => toggle(!this.#open.has(key)) }, el('span', {}, name), values === null || values === undefined ? null : el('small', { title: `${values} values in a sample` }, format(values, 'short')));
    const toggle = (open) => {
      if (open) this.#open.add(key);
      else this.#open.delete(key);
      button.setAttribute('aria-expanded', String(open));
      box.hidden = !open;
      if (open) this.#values(box, part, name);
    };
    if (this.#open.has(key)) toggle(true);
    return el('li', {}, button, box);
  }

  async #values(box, part, name) {
    box.replaceChildren(el('p', { role: 'status' }, 'Counting…'));
    try {
      const values = await this.#ask('values', { part, name });
      const most = Math.max(1, ...values.map((value) => value.amount));
      const only = (value, negated, content) => el('button', { type: 'button', class: negated ? 'pt-names-not' : 'pt-names-value', title: `${negated ? 'Without' : 'Only'} lines with ${name} ${value.name}`, 'aria-label': negated ? `Without lines with ${name} ${value.name}` : null, onclick: () => explore.filter(part, name, value.name, negated) }, content);
      box.replaceChildren(...(values.length > 0 ? [el('ul', {}, values.map((value) => el('li', {},
        only(value, false, [el('span', {}, value.name), el('small', {}, format(value.amount, 'short')), el('i', { style: { width: `${(value.amount / most) * 100}%` } })]), only(value, true, '≠'))))] : [el('p', {}, 'No values in these lines.')]));
    } catch (e) {
      if (e?.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      box.replaceChildren(el('p', { role: 'status' }, e instanceof Error ? 'Values could not be shown.' : `${e.message} ${e.remedy ?? ''}`));
    }
  }
}
