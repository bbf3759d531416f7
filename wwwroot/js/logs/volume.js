// How many lines there are over time, as bars stacked by level.

import { el, svg } from '../dom.js';
import { format } from '../units.js';
import { drawFrame } from '../frame.js';
import { TimeOverlay, tooltipHead, tooltipRow } from '../overlay.js';
import { LEVELS, levelOf } from './lines.js';

const HEIGHT = 74;

/** Bars by level: `[{ at, counts }]` in the order of time, `at` being a bar's end. Frames of one level are added up. */
export function barsOf(frames) {
  const bars = new Map();
  for (const frame of frames) {
    const level = levelOf(frame.name);
    const times = frame.fields.find((f) => f.type === 'time')?.values ?? [];
    const counts = frame.fields.find((f) => f.type === 'number')?.values ?? [];
    times.forEach((at, i) => {
      if (!(counts[i] > 0)) return;
      if (!bars.has(at)) bars.set(at, { at, counts: {} });
      const own = bars.get(at).counts;
      own[level] = (own[level] ?? 0) + counts[i];
    });
  }
  return [...bars.values()].sort((a, b) => a.at - b.at);
}

export class Volume {
  #ctx;
  #view = { left: 0, top: 0, width: 1, height: 1, from: 0, to: 1 };
  #bars = [];
  #step = 1;
  #picture = svg('svg', { class: 'pt-frame', role: 'img' });
  #overlay;

  constructor(ctx) {
    this.#ctx = ctx;
    this.element = el('div', { class: 'pt-plot pt-volume' }, this.#picture);
    this.#overlay = new TimeOverlay(this.element, { view: () => this.#view, describe: (ms) => this.#describe(ms), zoom: ctx.zoom, range: (from, to) => ctx.places.range(from, to) });
  }

  draw(data) {
    this.#bars = barsOf(data.logs.volume);
    this.#step = data.logs.volumeStepMs || 1;
    const width = this.element.clientWidth;
    if (width < 60) return;
    const total = (bar) => Object.values(bar.counts).reduce((a, b) => a + b, 0);
    const most = Math.max(1, ...this.#bars.map(total));
    this.#view = drawFrame(this.#picture, { width, height: HEIGHT }, data, this.#ctx.zone, [{ at: 1, text: format(most, 'short'), line: true }, { at: 0, text: '0', line: true }]);
    const v = this.#view;
    const x = (ms) => v.left + Math.max(0, Math.min(1, (ms - v.from) / (v.to - v.from || 1))) * v.width;
    for (const bar of this.#bars) {
      const [left, right] = [x(bar.at - this.#step), x(bar.at)];
      let y = v.top + v.height;
      for (const level of LEVELS.filter((l) => bar.counts[l])) {
        const height = Math.max(0.75, (bar.counts[level] / most) * v.height);
        y -= height;
        this.#picture.append(svg('rect', { class: 'pt-volume-bar', 'data-level': level, x: left, y: Math.max(v.top, y), width: Math.max(1, right - left - (right - left > 4 ? 1 : 0)), height }));
      }
    }
    const sums = LEVELS.map((level) => [level, this.#bars.reduce((sum, bar) => sum + (bar.counts[level] ?? 0), 0)]).filter(([, n]) => n > 0);
    this.#picture.setAttribute('aria-label', `Lines over time: ${sums.map(([level, n]) => `${format(n, 'short')} ${level}`).join(', ') || 'none'}`);
    this.#overlay.place();
  }

  dispose() {
    this.#overlay.dispose();
  }

  #describe(ms) {
    const bar = this.#bars.find((b) => ms > b.at - this.#step && ms <= b.at);
    if (!bar) return null;
    return { ms: bar.at - this.#step / 2, content: [tooltipHead(bar.at - this.#step, this.#ctx.zone), LEVELS.filter((l) => bar.counts[l]).map((level) => tooltipRow(`var(--pt-level-${level})`, level, format(bar.counts[level], 'short')))] };
  }
}
