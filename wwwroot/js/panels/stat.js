// One big number for each series, with its course behind it.

import { el, svg } from '../dom.js';
import { color, fade, ink, onColor, show, valuesOf } from '../display.js';

const MOST = 60;

export function create(body, ctx) {
  const root = el('div', { class: 'pt-stats' });
  body.append(root);
  return {
    draw(data) {
      const items = valuesOf(data, ctx.display);
      ctx.note(items.length > MOST ? `Only the first ${MOST} of ${items.length} values are shown.` : null);
      const some = items.slice(0, MOST);
      const [columns, rows] = grid(some.length, body.clientWidth, body.clientHeight);
      root.style.setProperty('--columns', columns);
      root.style.setProperty('--rows', rows);
      root.replaceChildren(...some.map((item) => tile(item, ctx, some.length > 1, data)));
    },
    dispose: () => root.remove(),
  };
}

/** The division into columns and rows that leaves tiles the largest. */
export function grid(count, width, height) {
  let best = [1, Math.max(1, count)];
  let most = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min(width / columns / 2, height / rows);
    if (size > most) [most, best] = [size, [columns, rows]];
  }
  return best;
}

function tile(item, ctx, named, data) {
  const { settings } = item;
  const shown = show(item.value, settings, ctx.zone);
  const tint = shown.color ?? (settings.color ? color(settings.color) : null);
  const back = ctx.display.colorMode === 'background' && tint;
  const text = back ? onColor(tint) : ctx.display.colorMode === 'value' && tint ? shown.ink ?? ink(settings.color) : null;
  const { prefix, number, suffix } = shown.parts;
  const line = ctx.display.sparkline && item.values.length > 2 ? sparkline(item, data, back ? text : tint ?? ctx.colors.of('only')) : null;
  return el('div', { class: `pt-stat${back ? ' pt-stat-filled' : ''}${named ? ' pt-stat-named' : ''}`, style: { ...(back ? { background: tint, color: text } : {}), '--letters': Math.max(4, (prefix + number).length + suffix.length * 0.6) } },
    line,
    named ? el('div', { class: 'pt-stat-name', title: item.name }, item.name) : null,
    el('div', { class: 'pt-stat-value', style: text && !back ? { color: text } : {} }, prefix ? el('small', {}, prefix) : null, number, suffix ? el('small', {}, suffix) : null));
}

function sparkline(item, data, ink) {
  const points = item.times.map((t, i) => [t, item.values[i]]).filter(([, v]) => v !== null);
  if (points.length < 2) return null;
  let low = Infinity;
  let high = -Infinity;
  for (const [, v] of points) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const span = high - low || 1;
  const x = (t) => (((t - data.fromMs) / (data.toMs - data.fromMs || 1)) * 100).toFixed(2);
  const y = (v) => (high === low ? 20 : 36 - ((v - low) / span) * 32).toFixed(2);
  const path = points.map(([t, v], i) => `${i ? 'L' : 'M'}${x(t)} ${y(v)}`).join('');
  return svg('svg', { class: 'pt-spark', viewBox: '0 0 100 40', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { d: `${path}L${x(points.at(-1)[0])} 40L${x(points[0][0])} 40Z`, fill: fade(ink, 0.14) }),
    svg('path', { d: path, fill: 'none', stroke: fade(ink, 0.8), 'stroke-width': 1.5, 'vector-effect': 'non-scaling-stroke', 'stroke-linejoin': 'round' }));
}
