// Bars by category: series reduced to a number each, or a table's rows with a bar for each of its number columns.

import { cutText, el, plain, textWidth, token } from '../dom.js';
import { color, fade, settingsFor, show, valuesOf } from '../display.js';
import { valueAxis } from '../axis.js';
import { hideTooltip, showTooltip, tooltipRow } from '../overlay.js';
import { baseLayout, CONFIG, plotly, tickAxis } from '../plotly.js';
import { Legend } from './legend.js';

const MOST = 100;

export function create(body, ctx) {
  return new BarChart(body, ctx);
}

class BarChart {
  #ctx;
  #plot = el('div', { class: 'pt-plot' });
  #canvas = el('div', { class: 'pt-plot-canvas', role: 'img' });
  #legend = new Legend(() => this.draw(this.#data));
  #root;
  #data;
  #library;
  #places = null;
  #disposed = false;

  constructor(body, ctx) {
    this.#ctx = ctx;
    this.#plot.append(this.#canvas);
    this.#root = el('div', { class: `pt-chart pt-legend-${ctx.display.legend.placement === 'right' ? 'right' : 'bottom'}` }, this.#plot, this.#legend.element);
    this.#plot.addEventListener('pointermove', (e) => this.#hover(e));
    this.#plot.addEventListener('pointerleave', hideTooltip);
    body.append(this.#root);
  }

  async draw(data) {
    this.#data = data;
    const { display, zone, colors } = this.#ctx;
    const { categories, series } = arrange(data, display);
    this.#ctx.note(categories.length > MOST ? `Only the first ${MOST} of ${categories.length} bars are drawn.` : null);
    const names = categories.slice(0, MOST);
    const several = series.length > 1;
    const colorOf = (s) => (s.settings.color ? color(s.settings.color) : colors.of(s.key));
    this.#legend.draw(several ? series : [], display.legend, colorOf, zone);
    const visible = this.#legend.visible(series);
    this.#library ??= await plotly();
    if (this.#disposed) return;
    const width = this.#plot.clientWidth;
    const height = this.#plot.clientHeight;
    if (width < 40 || height < 30) return;

    const upright = display.orientation === 'vertical';
    const stacked = display.stack !== 'none' && several;
    const totals = names.map((_, i) => visible.reduce((sum, s) => sum + Math.max(0, s.values[i] ?? 0), 0));
    const numbers = [0, ...(stacked ? totals : visible.flatMap((s) => s.values.slice(0, MOST).filter((v) => v !== null)))];
    const percent = display.stack === 'percent' && several;
    const unit = percent ? 'percent' : display.unit;
    const fixed = percent ? { min: 0, max: 100 } : { min: display.min, max: display.max, softMin: display.axis.softMin, softMax: display.axis.softMax };
    const axis = valueAxis(Math.min(...numbers), Math.max(...numbers), fixed, Math.max(2, Math.floor(upright ? height / 42 : width / 90)), unit, display.decimals);
    const room = upright ? Math.max(24, (width - 60) / Math.max(1, names.length) - 6) : Math.min(width * 0.38, 260);
    const labels = names.map((n) => cutText(n, room));
    const widest = Math.ceil(Math.max(12, ...(upright ? axis.ticks.map((t) => t.text) : labels).map((t) => textWidth(t))));
    const margin = { l: widest + 12, r: 24, t: 8, b: 24 };
    const layout = baseLayout(width, height, margin);
    const category = tickAxis({ min: -0.5, max: names.length - 0.5, ticks: labels.map((text, value) => ({ value, text: plain(text) })) }, { type: 'linear', showgrid: false, ...(upright ? {} : { range: [names.length - 0.5, -0.5] }) });
    const value = tickAxis(axis, { type: 'linear' });
    layout.xaxis = upright ? category : value;
    layout.yaxis = upright ? value : category;
    layout.barmode = stacked ? 'relative' : 'group';
    if (percent) layout.barnorm = 'percent';
    layout.bargap = 0.3;
    layout.bargroupgap = 0.08;
    const shown = (s, i) => show(s.values[i], s.settings, zone);
    const roomy = (upright ? (width - margin.l - margin.r) / Math.max(1, names.length * visible.length) > 44 : (height - 30) / Math.max(1, names.length * visible.length) > 15) && !stacked;
    const traces = visible.map((s) => {
      const along = names.map((_, i) => s.values[i]);
      const marker = { color: names.map((_, i) => fade((several ? null : shown(s, i).color) ?? colorOf(s), 0.9)), line: { width: 0 } };
      const texts = roomy ? { text: names.map((_, i) => plain(shown(s, i).text)), textposition: 'auto', cliponaxis: true, textangle: 0, insidetextfont: { color: marker.color.map(() => token('bg')) }, outsidetextfont: { color: token('text-2') } } : {};
      return { type: 'bar', name: plain(s.name), orientation: upright ? 'v' : 'h', x: upright ? names.map((_, i) => i) : along, y: upright ? along : names.map((_, i) => i), marker, ...texts };
    });
    await this.#library.react(this.#canvas, traces, layout, CONFIG);
    if (this.#disposed) return;
    this.#places = { names, visible, upright, margin, width, height, colorOf, shown };
    this.#canvas.setAttribute('aria-label', `Bars: ${names.slice(0, 8).map((n, i) => `${n} ${visible.map((s) => shown(s, i).text).join(', ')}`).join('; ')}`);
  }

  dispose() {
    this.#disposed = true;
    hideTooltip();
    this.#library?.purge(this.#canvas);
    this.#root.remove();
  }

  #hover(e) {
    const p = this.#places;
    if (!p) return;
    const box = this.#plot.getBoundingClientRect();
    const share = p.upright ? (e.clientX - box.left - p.margin.l) / (p.width - p.margin.l - p.margin.r) : (e.clientY - box.top - p.margin.t) / (p.height - p.margin.t - p.margin.b);
    const i = Math.floor(share * p.names.length);
    if (i < 0 || i >= p.names.length) {
      hideTooltip();
      return;
    }
    showTooltip(e.clientX, e.clientY, el('div', { class: 'pt-tooltip-head' }, p.names[i]), p.visible.map((s) => tooltipRow(p.colorOf(s), s.name, p.shown(s, i).text)));
  }
}

function arrange(data, display) {
  const table = data.frames.find((f) => f.fields.some((x) => x.type === 'string') && f.fields.filter((x) => x.type === 'number').length > 1);
  if (table) {
    const texts = table.fields.filter((f) => f.type === 'string');
    const categories = texts[0].values.map((_, row) => texts.map((t) => t.values[row]).filter(Boolean).join(' '));
    const series = table.fields.filter((f) => f.type === 'number').map((f) => {
      const settings = settingsFor(display, f.name, table.refId);
      return { key: f.name, name: settings.displayName ?? f.name, values: f.values, settings };
    });
    return { categories, series: series.filter((s) => !s.settings.hidden) };
  }
  const items = valuesOf(data, display);
  const only = { key: 'only', name: 'Value', values: items.map((i) => i.value), settings: display };
  return { categories: items.map((i) => i.name), series: [only] };
}
