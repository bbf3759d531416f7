// Traces that were found: a list, a picture of their durations over time, or both.

import { el, svg, textWidth, token } from '../dom.js';
import { logAxis, timeText, valueAxis } from '../axis.js';
import { format } from '../units.js';
import { drawFrame } from '../frame.js';
import { go } from '../places.js';
import { TimeOverlay, tooltipHead, tooltipRow } from '../overlay.js';

const MOST_SERVICES = 6;

export function create(body, ctx) {
  return new Traces(body, ctx);
}

class Traces {
  #ctx;
  #data = null;
  #view = { left: 0, top: 0, width: 1, height: 1, from: 0, to: 1 };
  #points = [];
  #sort = { by: 'startUs', descending: true };
  #picture = svg('svg', { class: 'pt-scatter', role: 'img' });
  #plot = el('div', { class: 'pt-plot' }, this.#picture);
  #list = el('div', { class: 'pt-table-scroll pt-traces-list', tabindex: '0', role: 'group' });
  #root;
  #overlay;

  constructor(body, ctx) {
    this.#ctx = ctx;
    const view = ctx.display.view ?? 'both';
    this.#root = el('div', { class: `pt-traces pt-traces-${view}` }, view === 'list' ? null : this.#plot, view === 'scatter' ? null : this.#list);
    body.append(this.#root);
    this.#overlay = new TimeOverlay(this.#plot, { view: () => this.#view, describe: (_, x, y) => this.#describe(x, y), zoom: ctx.zoom, range: (from, to) => ctx.places.range?.(from, to) ?? [], click: (_, x, y) => this.#click(x, y) });
  }

  draw(data) {
    this.#data = data;
    if (this.#plot.isConnected) this.#drawScatter();
    if (this.#list.isConnected) this.#drawList();
  }

  dispose() {
    this.#overlay.dispose();
    this.#root.remove();
  }

  #color(trace) {
    return trace.errors > 0 ? token('bad') : this.#ctx.colors.of(trace.service);
  }

  #drawScatter() {
    const { traces, fromMs, toMs } = this.#data;
    const size = { width: this.#plot.clientWidth, height: this.#plot.clientHeight };
    if (size.width < 60 || size.height < 50) return;
    const durations = traces.map((t) => t.durationNs).filter((d) => d > 0);
    const [low, high] = durations.length > 0 ? [Math.min(...durations), Math.max(...durations)] : [1e6, 1e9];
    const log = high / low > 50;
    const axis = (log ? logAxis : valueAxis)(log ? low : 0, high, {}, Math.max(2, Math.floor(size.height / 42)), 'ns');
    const share = (ns) => (log ? (Math.log10(Math.max(ns, axis.min)) - Math.log10(axis.min)) / (Math.log10(axis.max) - Math.log10(axis.min)) : (ns - axis.min) / (axis.max - axis.min));
    this.#view = drawFrame(this.#picture, size, { fromMs, toMs }, this.#ctx.zone, axis.ticks.map((t) => ({ at: share(t.value), text: t.text, line: true })));
    const v = this.#view;
    const most = Math.max(1, ...traces.map((t) => t.spans));
    this.#points = traces.map((trace) => ({ trace, x: ((trace.startUs / 1000 - v.from) / (v.to - v.from || 1)) * v.width, y: v.height * (1 - share(trace.durationNs)), r: 3 + 4 * Math.sqrt(trace.spans / most) }));
    this.#picture.append(...this.#points.map(({ trace, x, y, r }) => svg('circle', { cx: v.left + x, cy: v.top + y, r, fill: this.#color(trace), 'fill-opacity': 0.75, stroke: token('surface'), 'stroke-width': 1 })));
    this.#picture.setAttribute('aria-label', `Durations of ${traces.length} traces over time, from ${format(low, 'ns')} to ${format(high, 'ns')}; ${traces.filter((t) => t.errors > 0).length} with errors`);
    this.#overlay.place();
  }

  #near(x, y) {
    let best = null;
    let distance = 14;
    for (const point of this.#points) {
      const d = Math.hypot(point.x - x, point.y - y) - point.r;
      if (d < distance) [best, distance] = [point, d];
    }
    return best?.trace ?? null;
  }

  #describe(x, y) {
    const trace = this.#near(x, y);
    if (!trace) return null;
    const rows = [['Duration', format(trace.durationNs, 'ns')], ['Spans', String(trace.spans)], ['Errors', String(trace.errors)], ...trace.services.slice(0, MOST_SERVICES).map(([name, spans]) => [name || '–', String(spans)])];
    return { ms: trace.startUs / 1000, content: [tooltipHead(trace.startUs / 1000, this.#ctx.zone, true), tooltipRow(this.#color(trace), `${trace.service} ${trace.operation}`, '', true), rows.map(([name, value]) => tooltipRow('transparent', name, value))] };
  }

  #click(x, y) {
    const trace = this.#near(x, y);
    if (trace) go(this.#ctx.places.traceHref(trace.id));
  }

  #drawList() {
    const { by, descending } = this.#sort;
    const traces = [...this.#data.traces].sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0) * (descending ? -1 : 1));
    const longest = Math.max(1, ...traces.map((t) => t.durationNs));
    const widest = Math.max(40, ...traces.map((t) => textWidth(format(t.durationNs, 'ns'), 13))) + 8;
    const at = this.#list.scrollTop;
    const column = (key, text, right) => el('th', { scope: 'col', class: right ? 'pt-right' : null, 'aria-sort': key === by ? (descending ? 'descending' : 'ascending') : null },
      el('button', { type: 'button', 'data-column': key, title: `Sort by ${text.toLowerCase()}`, onclick: () => this.#sortBy(key) }, text, el('i', { 'aria-hidden': 'true' }, key === by ? (descending ? '↓' : '↑') : '')));
    this.#list.setAttribute('aria-label', `Table of ${traces.length} traces`);
    this.#list.replaceChildren(el('table', { class: 'pt-table' },
      el('thead', {}, el('tr', {}, column('startUs', 'Time'), column('operation', 'Trace'), column('durationNs', 'Duration'), column('spans', 'Spans', true), column('errors', 'Errors', true))),
      el('tbody', {}, traces.map((trace) => el('tr', { 'data-trace': trace.id },
        el('td', { class: 'pt-num' }, timeText(trace.startUs / 1000, this.#ctx.zone, true)),
        el('td', { class: 'pt-traces-name' }, el('a', { href: this.#ctx.places.traceHref(trace.id) }, el('b', {}, trace.service || '–'), ' ', trace.operation),
          el('div', { class: 'pt-traces-services' }, trace.services.slice(0, MOST_SERVICES).map(([name, spans]) => el('span', {}, el('i', { class: 'pt-swatch', style: { background: this.#ctx.colors.of(name) } }), `${name || '–'} `, el('small', {}, spans))),
            trace.services.length > MOST_SERVICES ? el('span', {}, `+${trace.services.length - MOST_SERVICES}`) : null,
            trace.hidesOthers ? el('span', { class: 'pt-trace-note' }, 'others hidden') : null, trace.incomplete ? el('span', { class: 'pt-trace-note' }, 'incomplete') : null)),
        el('td', { class: 'pt-num' }, el('div', { class: 'pt-traces-length' }, el('span', { style: { width: `${widest}px` } }, format(trace.durationNs, 'ns')), el('i', { style: { width: `${(trace.durationNs / longest) * 90}px`, background: this.#color(trace) } }))),
        el('td', { class: 'pt-right pt-num' }, trace.spans),
        el('td', { class: `pt-right pt-num${trace.errors > 0 ? ' pt-traces-errors' : ''}` }, trace.errors))))));
    this.#list.scrollTop = at;
  }

  #sortBy(key) {
    this.#sort = { by: key, descending: this.#sort.by === key ? !this.#sort.descending : key !== 'operation' };
    this.#drawList();
    this.#list.querySelector(`[data-column="${key}"]`)?.focus();
  }
}
