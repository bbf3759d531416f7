// The drawer that shows what is behind a panel: data, statistics and, for editors, queries and what their metrics are. And the CSV file.

import { el } from '../dom.js';
import { timeText } from '../axis.js';
import { digits, format } from '../units.js';
import { csvOf, tableOf } from './rows.js';

const MOST = 1000;
const MOST_METRICS = 20;

/** Saves the panel's data as a file named after its title and range. */
export function downloadCsv(title, data) {
  const blob = new Blob(['\ufeff', csvOf(tableOf(data))], { type: 'text/csv;charset=utf-8' });
  const link = el('a', { href: URL.createObjectURL(blob), download: `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 80) || 'panel'}-${new Date(data.toMs).toISOString().slice(0, 16).replace(':', '')}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Opens the drawer; it removes itself when it is closed. `describe(signal)` asks what the panel's metrics are. */
export function inspect(title, data, { zone, mayEdit, describe }) {
  const closed = new AbortController();
  const tabs = [['Data', () => dataTab(title, data, zone)], ['Statistics', () => statisticsTab(data)]];
  // What is looked for among traces is no query.
  if (mayEdit && data.queries.some((q) => q.expr || q.scoped)) tabs.push(['Query', () => queryTab(data)]);
  const names = mayEdit ? [...new Set(data.queries.flatMap((q) => q.metrics ?? []))] : [];
  if (names.length > 0) {
    const metrics = new MetricsTab(names, () => describe(closed.signal));
    tabs.push(['Metrics', () => metrics.element]);
  }
  const page = el('div', { class: 'pt-drawer-page', role: 'tabpanel', tabindex: '0' });
  const buttons = tabs.map(([name], i) => el('button', { type: 'button', role: 'tab', onclick: () => choose(i) }, name));
  const list = el('div', { class: 'pt-tabs', role: 'tablist', 'aria-label': 'Views', onkeydown: (e) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (step) choose((buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length);
  } }, buttons);
  const drawer = el('dialog', { class: 'pt-drawer', 'aria-label': `Inspect ${title}` },
    el('header', { class: 'pt-drawer-head' }, el('div', {}, el('small', {}, 'Inspect'), el('h2', {}, title)), el('button', { type: 'button', class: 'pt-button', onclick: () => drawer.close() }, 'Close')),
    list, page);

  function choose(i) {
    buttons.forEach((b, k) => {
      b.setAttribute('aria-selected', String(k === i));
      b.tabIndex = k === i ? 0 : -1;
    });
    page.setAttribute('aria-label', tabs[i][0]);
    page.replaceChildren(...[tabs[i][1]()].flat());
    if (drawer.open) buttons[i].focus();
  }

  drawer.addEventListener('close', () => {
    closed.abort();
    drawer.remove();
  });
  drawer.addEventListener('click', (e) => e.target === drawer && drawer.close());
  document.body.append(drawer);
  choose(0);
  drawer.showModal();
  return drawer;
}

function dataTab(title, data, zone) {
  const columns = tableOf(data);
  const count = columns[0]?.values.length ?? 0;
  const text = (column, value) => (value === null ? '' : column.type === 'time' ? timeText(value, zone, data.stepMs < 1000 || Boolean(data.logs)) : String(value));
  return [
    el('div', { class: 'pt-drawer-bar' },
      el('span', {}, `${count.toLocaleString('en')} rows, ${columns.length} columns${count > MOST ? `; the first ${MOST.toLocaleString('en')} are shown` : ''}`),
      el('button', { type: 'button', class: 'pt-button', onclick: () => downloadCsv(title, data) }, 'Download CSV')),
    el('div', { class: 'pt-table-scroll', tabindex: '0', role: 'group', 'aria-label': 'Data' }, el('table', { class: 'pt-table' },
      el('thead', {}, el('tr', {}, columns.map((c) => el('th', { scope: 'col', class: c.type === 'number' ? 'pt-right' : null }, el('span', { title: c.name }, c.name))))),
      el('tbody', {}, [...Array(Math.min(count, MOST)).keys()].map((row) => el('tr', {}, columns.map((c) => el('td', { class: c.type === 'number' ? 'pt-right pt-num' : 'pt-num' }, text(c, c.values[row])))))))),
  ];
}

function statisticsTab(data) {
  const heads = ['Query', 'Duration', 'Series', 'Values', 'Size', 'Source'];
  const row = (q) => [q.refId, `${digits(q.durationMs)} ms`, q.series.toLocaleString('en'), q.points.toLocaleString('en'), format(q.bytes, 'bytes'), q.shared ? 'shared or cached' : 'backend'];
  return [
    el('dl', { class: 'pt-record' }, [['Range', `${timeText(data.fromMs, 'UTC')} – ${timeText(data.toMs, 'UTC')} UTC`], ...(data.stepMs > 0 ? [['Step', format(data.stepMs, 'ms')]] : []), ['State', data.state]].map(([k, v]) => [el('dt', {}, k), el('dd', {}, v)])),
    el('table', { class: 'pt-table' }, el('thead', {}, el('tr', {}, heads.map((h) => el('th', { scope: 'col' }, el('span', {}, h))))), el('tbody', {}, data.queries.map((q) => el('tr', {}, row(q).map((t) => el('td', { class: 'pt-num' }, t)))))),
    remarks(data),
  ].filter(Boolean);
}

function remarks(data) {
  const list = [...data.errors.map((e) => ['error', `${e.refId ? `${e.refId}: ` : ''}${e.message}${e.remedy ? ` ${e.remedy}` : ''}${e.detail ? ` (${e.detail})` : ''}`]), ...data.notices.map((n) => [n.severity, n.text])];
  return list.length > 0 ? el('ul', { class: 'pt-remarks' }, list.map(([severity, text]) => el('li', { 'data-severity': severity }, text))) : null;
}

function queryTab(data) {
  return data.queries.map((q) => el('section', { class: 'pt-query' },
    el('h3', {}, `Query ${q.refId}`),
    el('h4', {}, 'With variables filled in'), el('pre', { tabindex: '0' }, q.expr ?? 'Not shown.'),
    el('h4', {}, 'As sent, within the tenant'), el('pre', { tabindex: '0' }, q.scoped ?? 'Not shown.')));
}

// The names are known at once and stand where they will stay; what they mean is asked for when the drawer is opened.
class MetricsTab {
  element = el('div', { class: 'pt-metrics' });
  #names;
  #describe;

  constructor(names, describe) {
    this.#names = names;
    this.#describe = describe;
    this.#load();
  }

  async #load() {
    this.#list((name) => [name, el('div', { class: 'pt-metric-facts' }, el('span', { class: 'pt-ghost' })), el('p', {}, el('span', { class: 'pt-ghost' }))]);
    this.element.setAttribute('aria-busy', 'true');
    try {
      const told = new Map((await this.#describe()).metrics.map((m) => [m.name, m]));
      this.#list((name) => [name, ...described(told.get(name) ?? {})]);
      if ([...told.values()].some((m) => !m.type && !m.help)) this.element.append(el('p', { class: 'pt-metrics-rest' }, 'Backends describe what targets expose: not what recording rules make, and not what had no samples in the last hour.'));
    } catch (e) {
      if (e?.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      const { message, remedy } = e instanceof Error ? { message: 'What these metrics are could not be shown.', remedy: 'Try again.' } : e;
      this.#list((name) => [name], el('div', { class: 'pt-metrics-failed', role: 'alert' }, el('strong', {}, message), ' ', remedy, el('button', { type: 'button', class: 'pt-button', onclick: () => this.#load() }, 'Try again')));
    } finally {
      this.element.removeAttribute('aria-busy');
    }
  }

  #list(parts, before = null) {
    const rest = this.#names.length - MOST_METRICS;
    this.element.replaceChildren(...[
      before,
      ...this.#names.slice(0, MOST_METRICS).map((name) => {
        const [heading, ...others] = parts(name);
        return el('section', { class: 'pt-metric' }, el('h3', {}, heading), others);
      }),
      rest > 0 ? el('p', { class: 'pt-metrics-rest' }, `${rest.toLocaleString('en')} more ${rest === 1 ? 'metric is' : 'metrics are'} not listed.`) : null,
    ].filter(Boolean));
  }
}

function described({ type, unit, help }) {
  const facts = [['Type', type], ['Unit', unit]].filter(([, value]) => value);
  return [
    el('div', { class: 'pt-metric-facts' }, facts.length > 0 ? facts.map(([name, value]) => el('span', {}, `${name} `, el('b', {}, value))) : el('span', {}, 'Type ', el('b', {}, '–'))),
    el('p', {}, help || 'Not described by the backend.'),
  ];
}
