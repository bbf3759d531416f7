// The frame of the charts that are drawn without Plotly: a time axis below, texts at the left, and the area between.

import { svg, textWidth } from './dom.js';
import { timeTicks } from './axis.js';

/**
 * Draws the axes into an SVG and answers the area `{ left, top, width, height, from, to }`.
 * `rows` are `{ at, text, line }` with `at` from 0 (bottom) to 1 (top).
 */
export function drawFrame(root, size, data, zone, rows, mostLeft = 0.35) {
  const widest = Math.max(12, ...rows.map((r) => textWidth(r.text)));
  const left = Math.min(Math.ceil(widest) + 12, Math.floor(size.width * mostLeft));
  const area = { left, top: 8, width: Math.max(1, size.width - left - 18), height: Math.max(1, size.height - 30), from: data.fromMs, to: data.toMs };
  const x = (ms) => area.left + ((ms - area.from) / (area.to - area.from || 1)) * area.width;
  const y = (share) => area.top + area.height * (1 - share);
  root.setAttribute('width', size.width);
  root.setAttribute('height', size.height);
  root.replaceChildren(
    ...timeTicks(area.from, area.to, Math.max(2, Math.floor(area.width / 76)), zone).flatMap((t) => [
      svg('line', { class: 'pt-grid-line', x1: x(t.value), x2: x(t.value), y1: area.top, y2: area.top + area.height }),
      svg('text', { class: 'pt-axis-text', x: x(t.value), y: area.top + area.height + 16, 'text-anchor': 'middle' }, t.text),
    ]),
    ...rows.flatMap((r) => [
      r.line ? svg('line', { class: 'pt-grid-line', x1: area.left, x2: area.left + area.width, y1: y(r.at), y2: y(r.at) }) : null,
      svg('text', { class: 'pt-axis-text', x: area.left - 8, y: y(r.at) + 4, 'text-anchor': 'end' }, r.shown ?? r.text),
    ].filter(Boolean)));
  return area;
}
