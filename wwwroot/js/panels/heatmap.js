// How observations spread over time: buckets of classic histograms (cumulative, by `le`), native histograms, or plain series as rows.

import { el, svg, token } from '../dom.js';
import { seriesOf, settingsFor } from '../display.js';
import { digits, format } from '../units.js';
import { drawFrame } from '../frame.js';
import { go } from '../places.js';
import { TimeOverlay, tooltipHead, tooltipRow } from '../overlay.js';

const SCALES = {
  oranges: ['#5a2a0c', '#b3560f', '#f59331', '#ffe3b8'],
  reds: ['#5a1512', '#a8302b', '#ee6a5e', '#ffd9d2'],
  blues: ['#10305c', '#1f5fb8', '#5fa5f5', '#d6e9ff'],
  greens: ['#0d4029', '#1c7a4d', '#4fc78d', '#d5f5e3'],
  purples: ['#2f1c5e', '#6440b8', '#a98af0', '#e8ddff'],
  greys: ['#2b313a', '#5b6573', '#9aa4b2', '#eef1f5'],
  viridis: ['#440154', '#31688e', '#35b779', '#fde725'],
  turbo: ['#3b2f80', '#1ba6c8', '#a4d84a', '#e0452b'],
};
const ALIASES = { grays: 'greys', orange: 'oranges', blue: 'blues', green: 'greens', red: 'reds', purple: 'purples' };
const FIXED = new Set(['viridis', 'turbo']);

const number = (text) => (text === '+Inf' || text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));

/** The cells of classic buckets: `{ rows: [{ low, high, name }], cells: [{ time, row, count }] }`, each bucket without those below it. */
export function classicCells(series) {
  const bounds = new Map();
  for (const s of series) {
    const le = number(s.labels.le);
    if (Number.isNaN(le)) continue;
    const sums = bounds.get(le) ?? new Map();
    s.times.forEach((t, i) => s.values[i] !== null && sums.set(t, (sums.get(t) ?? 0) + s.values[i]));
    bounds.set(le, sums);
  }
  const sorted = [...bounds.keys()].sort((a, b) => a - b);
  const rows = sorted.map((high, i) => ({ low: i > 0 ? sorted[i - 1] : Math.min(0, high), high }));
  const cells = [];
  sorted.forEach((high, row) => {
    for (const [time, total] of bounds.get(high)) {
      // Between two scrapes a lower bucket may be ahead: then nothing is in this one.
      const count = total - (row > 0 ? bounds.get(sorted[row - 1]).get(time) ?? 0 : 0);
      if (count > 0) cells.push({ time, row, count });
    }
  });
  return { rows, cells };
}

/** The cells of native histograms: as above, rows being all buckets that occur. */
export function nativeCells(frames) {
  const rows = new Map();
  const cells = new Map();
  for (const frame of frames) {
    const times = frame.fields.find((f) => f.type === 'time')?.values ?? [];
    const field = frame.fields.find((f) => f.type === 'histogram');
    field.values.forEach((histogram, i) => {
      for (const [, low, high, count] of histogram?.buckets ?? []) {
        // JSON has no infinities: an open end comes as null.
        const [from, to] = [low === null ? -Infinity : number(low), high === null ? Infinity : number(high)];
        const key = `${from} ${to}`;
        if (!rows.has(key)) rows.set(key, { low: from, high: to });
        const cell = `${times[i]} ${key}`;
        const found = cells.get(cell);
        if (found) found.count += number(count);
        else cells.set(cell, { time: times[i], key, count: number(count) });
      }
    });
  }
  const keys = [...rows.keys()].sort((a, b) => rows.get(a).low - rows.get(b).low || rows.get(a).high - rows.get(b).high);
  const index = new Map(keys.map((k, i) => [k, i]));
  return { rows: keys.map((k) => rows.get(k)), cells: [...cells.values()].filter((c) => c.count > 0).map((c) => ({ time: c.time, row: index.get(c.key), count: c.count })), native: true };
}

function plainCells(series) {
  return { rows: series.map((s) => ({ name: s.name })), cells: series.flatMap((s, row) => s.times.map((time, i) => ({ time, row, count: s.values[i] })).filter((c) => c.count > 0)) };
}

// Buckets given by `le` are rows of one height; native ones grow by a factor, so they stand where their logarithm says.
function places({ rows, native }) {
  if (!native) return rows.map((_, i) => [i / rows.length, (i + 1) / rows.length]);
  const positive = rows.flatMap((r) => [r.low, r.high]).filter((b) => b > 0 && Number.isFinite(b));
  if (positive.length === 0 || rows.some((r) => r.low < 0 && r.high <= 0)) return rows.map((_, i) => [i / rows.length, (i + 1) / rows.length]);
  const floor = Math.log2(positive.reduce((a, b) => Math.min(a, b))) - (rows.some((r) => r.low <= 0) ? 1 : 0);
  const span = Math.log2(positive.reduce((a, b) => Math.max(a, b))) + (rows.some((r) => r.high === Infinity) ? 1 : 0) - floor || 1;
  const at = (bound) => (bound <= 0 ? 0 : Math.min(1, (Math.log2(bound) - floor) / span));
  return rows.map((r) => [at(r.low), at(r.high)]);
}

export function create(body, ctx) {
  const picture = svg('svg', { class: 'pt-frame', role: 'img' });
  const canvas = el('canvas', { class: 'pt-heat' });
  const plot = el('div', { class: 'pt-plot' }, picture, canvas);
  const key = el('div', { class: 'pt-heat-key', 'aria-hidden': 'true' });
  const root = el('div', { class: 'pt-chart pt-legend-bottom' }, plot, key);
  body.append(root);
  let area = { left: 0, top: 0, width: 1, height: 1, from: 0, to: 1 };
  let drawn = null;
  const settings = settingsFor(ctx.display, '', '');
  const rowText = (r) => r.name ?? `${Number.isFinite(r.low) ? format(r.low, settings.unit, settings.decimals) : '-Inf'} – ${r.high === Infinity ? '+Inf' : format(r.high, settings.unit, settings.decimals)}`;
  const overlay = new TimeOverlay(plot, {
    view: () => area,
    zoom: ctx.zoom,
    range: (from, to) => ctx.places.range(from, to),
    click(_, x, y) {
      const trace = ctx.places.traceOf(markAt(x, y)?.labels);
      if (trace) go(trace);
    },
    describe(ms, x, y) {
      if (!drawn) return null;
      const mark = markAt(x, y);
      if (mark) {
        const texts = Object.entries(mark.labels).slice(0, 12).map(([name, value]) => tooltipRow('transparent', name, value));
        return { ms: mark.timeMs, content: [tooltipHead(mark.timeMs, ctx.zone, true), tooltipRow(token('accent'), 'Exemplar', format(mark.value, settings.unit, settings.decimals)), texts, ctx.places.traceOf(mark.labels) ? el('div', { class: 'pt-tooltip-more' }, 'Click to open the trace') : null] };
      }
      const share = 1 - y / area.height;
      const time = Math.round((ms - drawn.first) / drawn.step) * drawn.step + drawn.first;
      const column = drawn.columns.get(time);
      const row = drawn.spots.findIndex(([low, high]) => share >= low && share < high);
      if (!column || row < 0) return { ms, content: [] };
      const count = column.get(row) ?? 0;
      let whole = 0;
      for (const n of column.values()) whole += n;
      return { ms: time, content: [tooltipHead(time, ctx.zone), tooltipRow(count > 0 ? drawn.paint(count) : 'transparent', rowText(drawn.rows[row]), digits(count)), el('div', { class: 'pt-tooltip-more' }, `${whole > 0 ? ((count / whole) * 100).toFixed(1) : 0} % of ${digits(whole)}`)] };
    },
  });

  function markAt(x, y) {
    return drawn?.marks.find((m) => Math.hypot(m.x - x, m.y - y) < 8)?.exemplar;
  }

  // An exemplar stands in its bucket, as high as its value is between the bucket's bounds.
  function marksOf(data, rows, spots) {
    const marks = [];
    for (const exemplar of data.exemplars ?? []) {
      const { timeMs, value } = exemplar;
      const row = rows.findIndex((r) => value > r.low && value <= r.high);
      if (row < 0 || timeMs < area.from || timeMs > area.to) continue;
      const [low, high] = spots[row];
      const { low: from, high: to } = rows[row];
      const share = Number.isFinite(from) && Number.isFinite(to) && to > from ? (value - from) / (to - from) : 0.5;
      marks.push({ exemplar, x: ((timeMs - area.from) / (area.to - area.from)) * area.width, y: area.height * (1 - low - (high - low) * share) });
    }
    return marks;
  }

  function drawMarks(pen, marks, ratio) {
    pen.fillStyle = token('accent');
    pen.strokeStyle = token('surface');
    pen.lineWidth = ratio;
    for (const { x, y } of marks) {
      pen.beginPath();
      for (const [dx, dy] of [[0, -4], [4, 0], [0, 4], [-4, 0]]) pen.lineTo((x + dx) * ratio, (y + dy) * ratio);
      pen.closePath();
      pen.fill();
      pen.stroke();
    }
  }

  function painter(most) {
    const name = ALIASES[ctx.display.colorScheme] ?? ctx.display.colorScheme;
    const light = document.documentElement.dataset.theme === 'light';
    const stops = SCALES[name] ?? SCALES.oranges;
    const order = light && !FIXED.has(name) ? [...stops].reverse() : stops;
    const rgb = order.map((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)));
    // Roots of counts: what is rare stays to be seen beside what is common.
    return (count) => {
      const at = Math.min(1, Math.sqrt(count / most)) * (rgb.length - 1);
      const i = Math.min(rgb.length - 2, Math.floor(at));
      return `rgb(${rgb[i].map((c, k) => Math.round(c + (rgb[i + 1][k] - c) * (at - i))).join(',')})`;
    };
  }

  return {
    draw(data) {
      const frames = data.frames.filter((f) => f.fields.some((x) => x.type === 'histogram'));
      const series = seriesOf(data, ctx.display).filter((s) => !s.settings.hidden);
      const buckets = frames.length > 0 ? nativeCells(frames) : series.some((s) => s.labels.le !== undefined) ? classicCells(series) : plainCells(series);
      const { rows, cells } = buckets;
      const size = { width: plot.clientWidth, height: plot.clientHeight };
      if (size.width < 40 || size.height < 30) return;
      const spots = places(buckets);
      area = drawFrame(picture, size, data, ctx.zone, labels(rows, spots, size.height));
      const most = cells.reduce((m, c) => Math.max(m, c.count), 0) || 1;
      const paint = painter(most);
      const columns = new Map();
      const ratio = devicePixelRatio || 1;
      Object.assign(canvas.style, { left: `${area.left}px`, top: `${area.top}px`, width: `${area.width}px`, height: `${area.height}px` });
      canvas.width = Math.round(area.width * ratio);
      canvas.height = Math.round(area.height * ratio);
      const pen = canvas.getContext('2d');
      const x = (ms) => Math.round(((ms - area.from) / (area.to - area.from)) * canvas.width);
      const gap = canvas.width / ((area.to - area.from) / data.stepMs) > 6 ? 1 : 0;
      for (const cell of cells) {
        if (!columns.has(cell.time)) columns.set(cell.time, new Map());
        columns.get(cell.time).set(cell.row, cell.count);
        const [low, high] = spots[cell.row];
        const [x0, x1] = [x(cell.time - data.stepMs / 2), x(cell.time + data.stepMs / 2)];
        const [y0, y1] = [Math.round((1 - high) * canvas.height), Math.round((1 - low) * canvas.height)];
        pen.fillStyle = paint(cell.count);
        pen.fillRect(x0, y0, Math.max(1, x1 - x0 - gap), Math.max(1, y1 - y0 - gap));
      }
      const marks = marksOf(data, rows, spots);
      drawMarks(pen, marks, ratio);
      drawn = { marks, rows, spots, columns, paint, step: data.stepMs || 1, first: cells[0]?.time ?? data.fromMs };
      picture.setAttribute('aria-label', `Heat map of ${rows.length} buckets; the fullest holds ${digits(most)}`);
      key.hidden = !ctx.display.legend.show;
      key.replaceChildren(el('span', {}, '0'), el('i', { style: { background: `linear-gradient(90deg, ${[0.02, 0.1, 0.25, 0.5, 0.75, 1].map((s) => `${paint(s * most)} ${s * 100}%`).join(', ')})` } }), el('span', {}, digits(most)));
      overlay.place();
    },
    dispose() {
      overlay.dispose();
      root.remove();
    },
  };

  function labels(rows, spots, height) {
    const room = Math.max(2, Math.floor((height - 30) / 18));
    const all = rows.map((r, i) => ({ at: r.name ? (spots[i][0] + spots[i][1]) / 2 : spots[i][1], text: r.name ?? (r.high === Infinity ? '+Inf' : format(r.high, settings.unit, settings.decimals)) }));
    const every = Math.ceil(all.length / room);
    return all.filter((_, i) => i % every === (all.length - 1) % every);
  }
}
