// Lines, areas, bars and points over time, on one or two value axes.

import { el, plain, textWidth, token } from '../dom.js';
import { color, fade, seriesOf, show, stepValue } from '../display.js';
import { logAxis, timeText, timeTicks, valueAxis } from '../axis.js';
import { MarkList, marksIn, shapesOf } from '../marks.js';
import { format } from '../units.js';
import { go } from '../places.js';
import { TimeOverlay, tooltipHead, tooltipRow } from '../overlay.js';
import { baseLayout, CONFIG, plotly, tickAxis } from '../plotly.js';
import { Legend } from './legend.js';

const MOST = 200;
const SHAPES = { linear: 'linear', smooth: 'spline', step: 'hv' };

export function create(body, ctx) {
  return new TimeSeries(body, ctx);
}

class TimeSeries {
  #ctx;
  #plot = el('div', { class: 'pt-plot' });
  #canvas = el('div', { class: 'pt-plot-canvas', role: 'img' });
  #legend = new Legend(() => this.draw(this.#data));
  #marks = new MarkList();
  #overlay;
  #data;
  #view = { left: 0, top: 0, width: 1, height: 1, from: 0, to: 1 };
  #shown = [];
  #axes = {};
  #root;
  #library;
  #disposed = false;

  constructor(body, ctx) {
    this.#ctx = ctx;
    this.#plot.append(this.#canvas, this.#marks.element);
    this.#root = el('div', { class: `pt-chart pt-legend-${ctx.display.legend.placement === 'right' ? 'right' : 'bottom'}` }, this.#plot, this.#legend.element);
    body.append(this.#root);
    this.#overlay = new TimeOverlay(this.#plot, { view: () => this.#view, describe: (ms, x, y) => this.#describe(ms, y, x), zoom: ctx.zoom, range: (from, to) => ctx.places.range(from, to), click: (_, x, y) => this.#click(x, y) });
  }

  async draw(data) {
    this.#data = data;
    const { display, zone } = this.#ctx;
    const all = seriesOf(data, display).filter((s) => !s.settings.hidden);
    const series = all.slice(0, MOST);
    const histograms = all.length === 0 && data.frames.some((f) => f.fields.some((x) => x.type === 'histogram'));
    this.#ctx.note(histograms ? 'The answer holds native histograms: a heatmap panel shows them, or histogram_quantile() makes lines of them.' : all.length > MOST ? `Only the first ${MOST} of ${all.length} series are drawn: narrow the query or the variables.` : null);
    const colorOf = (s) => (s.settings.color ? color(s.settings.color) : this.#ctx.colors.of(s.key));
    this.#legend.draw(series, display.legend, colorOf, zone);
    const visible = this.#legend.visible(series);
    this.#shown = visible.map((s) => ({ ...s, color: colorOf(s), side: s.settings.axis.side === 'right' ? 'right' : 'left' }));

    this.#library ??= await plotly();
    if (this.#disposed) return;
    const width = this.#plot.clientWidth;
    const height = this.#plot.clientHeight;
    if (width < 40 || height < 30) return;
    this.#axes = { left: this.#axis('left', height), right: this.#axis('right', height) };
    const { layout, margin } = this.#layout(width, height, data);
    this.#view = { left: margin.l, top: margin.t, width: width - margin.l - margin.r, height: height - margin.t - margin.b, from: data.fromMs, to: data.toMs };
    await this.#library.react(this.#canvas, this.#traces(data), layout, CONFIG);
    if (this.#disposed) return;
    this.#canvas.setAttribute('aria-label', this.#summary(series));
    this.#marks.draw(this.#marked(), zone);
    this.#overlay.place();
  }

  dispose() {
    this.#disposed = true;
    this.#overlay.dispose();
    this.#library?.purge(this.#canvas);
    this.#root.remove();
  }

  #stacked(s) {
    return this.#ctx.display.stack !== 'none' && s.settings.draw !== 'points';
  }

  #axis(side, height) {
    const series = this.#shown.filter((s) => s.side === side);
    if (series.length === 0 && side === 'right') return null;
    const { display } = this.#ctx;
    const first = series[0]?.settings ?? display;
    const count = Math.max(2, Math.floor(height / 42));
    if (display.stack === 'percent') return { ...valueAxis(0, 100, { min: 0, max: 100 }, count, 'percent', 0), unit: 'percent' };
    let low = Infinity;
    let high = -Infinity;
    const log = display.axis.scale === 'log';
    const take = (v) => {
      if (v === null || (log && v <= 0)) return;
      if (v < low) low = v;
      if (v > high) high = v;
    };
    const up = new Map();
    const down = new Map();
    for (const s of series) {
      const stacked = this.#stacked(s);
      for (let i = 0; i < s.values.length; i += 1) {
        const v = s.values[i];
        take(v);
        if (!stacked || v === null) continue;
        const sums = v < 0 ? down : up;
        sums.set(s.times[i], (sums.get(s.times[i]) ?? 0) + v);
      }
      if ((s.settings.draw === 'bars' || stacked) && !log && series.length) take(0);
    }
    for (const v of up.values()) take(v);
    for (const v of down.values()) take(v);
    if (side === 'left' && display.thresholds && display.thresholds.style === 'line') {
      for (const step of display.thresholds.steps) {
        const at = stepValue(step, display);
        // A limit far away must not flatten the series.
        if (at !== null && Number.isFinite(high) && at <= high * 1.6 && at >= low * 0.4) take(at);
      }
    }
    const fixed = side === 'left' ? { min: display.min, max: display.max, softMin: display.axis.softMin, softMax: display.axis.softMax } : {};
    const make = log ? logAxis : valueAxis;
    return { ...make(low, high, fixed, count, first.unit, first.decimals), unit: first.unit, log };
  }

  #layout(width, height, data) {
    const { display, zone } = this.#ctx;
    const { left, right } = this.#axes;
    const widest = (axis) => Math.ceil(Math.max(...axis.ticks.map((t) => textWidth(t.text)), 12));
    const labelled = display.axis.label ? 18 : 0;
    const margin = { l: widest(left) + 12 + labelled, r: right ? widest(right) + 14 : 18, t: 8, b: 24 };
    const layout = baseLayout(width, height, margin);
    const x = { min: data.fromMs, max: data.toMs, ticks: timeTicks(data.fromMs, data.toMs, Math.max(2, Math.floor((width - margin.l - margin.r) / 76)), zone) };
    layout.xaxis = tickAxis(x, { type: 'linear' });
    const value = (axis, more) => tickAxis(axis, axis.log ? { type: 'log', range: [Math.log10(axis.min), Math.log10(axis.max)], ...more } : { type: 'linear', ...more });
    layout.yaxis = value(left, display.axis.label ? { title: { text: plain(display.axis.label), standoff: 6, font: { size: 11, color: token('axis') } } } : {});
    if (right) layout.yaxis2 = value(right, { overlaying: 'y', side: 'right', showgrid: false });
    layout.barmode = display.stack === 'none' ? 'group' : 'relative';
    if (display.stack === 'percent') layout.barnorm = 'percent';
    layout.bargap = 0.15;
    layout.shapes = [...this.#limits(left), ...shapesOf(this.#marked(), data.fromMs, data.toMs)];
    return { layout, margin };
  }

  #marked() {
    return marksIn(this.#ctx.marks ?? [], this.#data.fromMs, this.#data.toMs);
  }

  // Those that the pointer is at: near a moment, or within what lasts.
  #marksAt(x) {
    const { from, to, width } = this.#view;
    const at = (ms) => ((ms - from) / (to - from)) * width;
    return this.#marked().filter((m) => (m.endMs ? x >= at(m.timeMs) - 4 && x <= at(m.endMs) : Math.abs(at(m.timeMs) - x) < 6)).slice(-6);
  }

  #limits(axis) {
    const { display } = this.#ctx;
    const style = display.thresholds?.style ?? 'off';
    if (style === 'off' || display.stack === 'percent') return [];
    const at = (v) => (axis.log ? Math.log10(Math.max(v, axis.min)) : v);
    const steps = display.thresholds.steps.map((s) => ({ from: stepValue(s, display), color: color(s.color) }));
    if (style === 'line') {
      return steps.filter((s) => s.from !== null && s.from >= axis.min && s.from <= axis.max)
        .map((s) => ({ type: 'line', xref: 'paper', x0: 0, x1: 1, y0: s.from, y1: s.from, layer: 'above', line: { color: s.color, width: 1.2, dash: '6px,4px' } }));
    }
    return steps.map((s, i) => ({ from: Math.max(s.from ?? axis.min, axis.min), to: Math.min(steps[i + 1]?.from ?? axis.max, axis.max), color: s.color }))
      .filter((s) => s.to > s.from)
      .map((s) => ({ type: 'rect', xref: 'paper', x0: 0, x1: 1, y0: at(s.from) === s.from ? s.from : s.from, y1: s.to, layer: 'below', line: { width: 0 }, fillcolor: fade(s.color, 0.1) }));
  }

  #traces(data) {
    const { display } = this.#ctx;
    const traces = this.#shown.map((s) => {
      const { settings } = s;
      const stacked = this.#stacked(s);
      const yaxis = s.side === 'right' ? 'y2' : 'y';
      const name = plain(s.name);
      if (settings.draw === 'bars') {
        return { type: 'bar', name, x: s.times, y: s.values, yaxis, marker: { color: fade(s.color, 0.85), line: { width: 0 } }, width: display.stack === 'none' && this.#shown.length > 1 ? undefined : data.stepMs * 0.82 };
      }
      const points = stacked ? { x: s.times, y: s.values } : withGaps(s.times, s.values, data.stepMs);
      const sparse = s.values.filter((v) => v !== null).length < 3;
      // Many areas over each other only make mud.
      const opacity = stacked ? Math.max(settings.fillOpacity, 28) / 100 : (settings.fillOpacity / 100) * Math.min(1, 2 / this.#shown.length);
      return {
        type: 'scatter',
        name,
        ...points,
        yaxis,
        mode: settings.draw === 'points' ? 'markers' : sparse ? 'lines+markers' : 'lines',
        connectgaps: settings.connectNulls,
        marker: { color: s.color, size: 4.5 },
        line: { color: s.color, width: settings.lineWidth, shape: SHAPES[settings.lineInterpolation] ?? 'linear', smoothing: 0.7, dash: settings.dashed ? '5px,4px' : 'solid' },
        ...(stacked ? { stackgroup: s.side, groupnorm: display.stack === 'percent' ? 'percent' : '', fillcolor: fade(s.color, opacity) }
          : opacity > 0 && settings.draw === 'lines' ? { fill: 'tozeroy', fillcolor: fade(s.color, opacity) } : {}),
      };
    });
    const exemplars = this.#exemplars();
    if (exemplars.length > 0) {
      traces.push({ type: 'scatter', mode: 'markers', name: 'Exemplars', x: exemplars.map((e) => e.timeMs), y: exemplars.map((e) => Math.min(e.value, this.#axes.left.max)), marker: { symbol: 'diamond', size: 6, opacity: exemplars.length > 100 ? 0.45 : 0.9, color: token('accent'), line: { width: 1, color: token('surface') } } });
    }
    return traces;
  }

  #exemplars() {
    const { fromMs, toMs, exemplars } = this.#data;
    return (exemplars ?? []).filter((e) => e.timeMs >= fromMs && e.timeMs <= toMs && Number.isFinite(e.value));
  }

  #pixel(value, side) {
    const axis = this.#axes[side] ?? this.#axes.left;
    const at = axis.log ? (Math.log10(value) - Math.log10(axis.min)) / (Math.log10(axis.max) - Math.log10(axis.min)) : (value - axis.min) / (axis.max - axis.min);
    return this.#view.height * (1 - at);
  }

  #describe(ms, y, x) {
    const { zone, display } = this.#ctx;
    const mark = this.#exemplarAt(x, y);
    if (mark) {
      const labels = Object.entries(mark.labels).slice(0, 12).map(([name, value]) => tooltipRow('transparent', name, value));
      return { ms: mark.timeMs, content: [tooltipHead(mark.timeMs, zone, true), tooltipRow(token('accent'), 'Exemplar', format(mark.value, this.#axes.left.unit, display.decimals)), labels, this.#ctx.places.traceOf(mark.labels) ? el('div', { class: 'pt-tooltip-more' }, 'Click to open the trace') : null] };
    }
    const marks = this.#marksAt(x);
    const told = marks.map((m) => [el('div', { class: 'pt-tooltip-more' }, `${timeText(m.timeMs, zone)} ${m.label}`), tooltipRow(m.color, m.title, m.text)]);
    const step = this.#data.stepMs || 1000;
    let at = null;
    for (const s of this.#shown) {
      const i = nearest(s.times, ms);
      if (i >= 0 && (at === null || Math.abs(s.times[i] - ms) < Math.abs(at - ms))) at = s.times[i];
    }
    if (at === null || Math.abs(at - ms) > Math.max(step * 1.5, (this.#view.to - this.#view.from) / 50)) return marks.length > 0 ? { ms: marks[0].timeMs, content: told } : null;
    const rows = this.#shown.map((s) => {
      const i = nearest(s.times, at);
      return { s, value: i >= 0 && Math.abs(s.times[i] - at) <= step / 2 ? s.values[i] : null };
    }).filter((r) => r.value !== null);
    if (rows.length === 0) return { ms: at, content: told };
    let near = rows[0];
    if (display.stack === 'none') {
      rows.sort((a, b) => b.value - a.value);
      for (const r of rows) if (Math.abs(this.#pixel(r.value, r.s.side) - y) < Math.abs(this.#pixel(near.value, near.s.side) - y)) near = r;
    } else {
      rows.reverse();
      near = null;
    }
    const first = Math.max(0, Math.min(rows.indexOf(near) - 7, rows.length - 15));
    const some = rows.slice(first, first + 15);
    const rest = rows.length - some.length;
    return {
      ms: at,
      content: [tooltipHead(at, zone, step < 1000), some.map((r) => tooltipRow(r.s.color, r.s.name, show(r.value, r.s.settings, zone).text, r === near && rows.length > 1)), rest > 0 ? el('div', { class: 'pt-tooltip-more' }, `${rest} more`) : null, told],
    };
  }

  #click(x, y) {
    const trace = this.#ctx.places.traceOf(this.#exemplarAt(x, y)?.labels);
    const mark = this.#marksAt(x).findLast((m) => m.href);
    if (trace) go(trace);
    else if (mark) go(mark.href);
  }

  #exemplarAt(x, y) {
    const { from, to, width } = this.#view;
    const max = this.#axes.left?.max;
    return this.#exemplars().find((e) => Math.hypot(((e.timeMs - from) / (to - from)) * width - x, this.#pixel(Math.min(e.value, max), 'left') - y) < 8);
  }

  #summary(series) {
    const some = series.slice(0, 8).map((s) => `${s.name} ${show(s.values.findLast((v) => v !== null) ?? null, s.settings).text}`);
    return `${series.length} series, last values: ${some.join('; ')}${series.length > 8 ? '; and more' : ''}`;
  }
}

/** The index of the time nearest to an instant; −1 where there is none. */
export function nearest(times, ms) {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < ms) low = middle + 1;
    else high = middle;
  }
  return low > 0 && ms - times[low - 1] < times[low] - ms ? low - 1 : high < 0 ? -1 : low;
}

/** Missing samples become gaps: an answer leaves them out. */
export function withGaps(times, values, step) {
  const x = [];
  const y = [];
  for (let i = 0; i < times.length; i += 1) {
    if (i > 0 && step > 0 && times[i] - times[i - 1] > step * 1.5) {
      x.push(times[i - 1] + step);
      y.push(null);
    }
    x.push(times[i]);
    y.push(values[i]);
  }
  return { x, y };
}
