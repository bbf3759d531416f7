// A value on an arc from min to max, with its thresholds along the rim.

import { el, svg } from '../dom.js';
import { color, show, stepValue, valuesOf } from '../display.js';
import { format } from '../units.js';
import { grid } from './stat.js';

const MOST = 40;
const START = -120;
const SWEEP = 240;

export function create(body, ctx) {
  const root = el('div', { class: 'pt-stats' });
  body.append(root);
  return {
    draw(data) {
      const items = valuesOf(data, ctx.display);
      ctx.note(items.length > MOST ? `Only the first ${MOST} of ${items.length} values are shown.` : null);
      const some = items.slice(0, MOST);
      const [columns, rows] = grid(some.length, body.clientWidth, body.clientHeight * 1.6);
      root.style.setProperty('--columns', columns);
      root.style.setProperty('--rows', rows);
      root.replaceChildren(...some.map((item) => gauge(item, ctx, some.length > 1)));
    },
    dispose: () => root.remove(),
  };
}

/** The scale of a gauge: given bounds, or those that suit the unit and the value. */
export function bounds(settings, values) {
  const numbers = values.filter((v) => typeof v === 'number');
  const min = settings.min ?? Math.min(0, ...numbers);
  const usual = settings.unit === 'percentunit' ? 1 : settings.unit === 'percent' ? 100 : null;
  const last = settings.thresholds?.mode === 'percentage' ? null : settings.thresholds?.steps.at(-1)?.value;
  const max = settings.max ?? (usual !== null ? Math.max(usual, ...numbers) : Math.max(last ? last * 1.25 : 0, ...numbers));
  return { min, max: max > min ? max : min + 1 };
}

function point(share, radius) {
  const angle = ((START + SWEEP * share - 90) * Math.PI) / 180;
  return `${(100 + radius * Math.cos(angle)).toFixed(2)} ${(100 + radius * Math.sin(angle)).toFixed(2)}`;
}

function arc(from, to, radius, width, stroke, cls) {
  if (to - from < 0.0005) return null;
  return svg('path', { d: `M${point(from, radius)}A${radius} ${radius} 0 ${(to - from) * SWEEP > 180 ? 1 : 0} 1 ${point(to, radius)}`, fill: 'none', stroke, class: cls, 'stroke-width': width });
}

function gauge(item, ctx, named) {
  const { min, max } = bounds(item.settings, [item.value]);
  const settings = { ...item.settings, min, max };
  const shown = show(item.value, settings, ctx.zone);
  const tint = shown.color ?? (settings.color ? color(settings.color) : ctx.colors.of('only'));
  const share = (v) => Math.max(0, Math.min(1, (v - min) / (max - min)));
  const steps = settings.thresholds?.steps ?? [];
  const rim = steps.map((s, i) => arc(share(stepValue(s, settings) ?? min), i + 1 < steps.length ? share(stepValue(steps[i + 1], settings)) : 1, 92, 4, color(s.color)));
  const { prefix, number, suffix } = shown.parts;
  const letters = (prefix + number + suffix).length;
  const size = Math.min(34, 190 / Math.max(4, letters));
  return el('div', { class: 'pt-gauge' },
    svg('svg', { viewBox: '0 0 200 170', role: 'img', 'aria-label': `${item.name}: ${shown.text}, of ${format(min, settings.unit)} to ${format(max, settings.unit)}` },
      arc(0, 1, 78, 18, null, 'pt-gauge-track'),
      typeof item.value === 'number' ? arc(0, share(item.value), 78, 18, tint) : null,
      rim,
      svg('text', { x: 100, y: 104 + size * 0.35, 'text-anchor': 'middle', 'font-size': size, class: 'pt-gauge-value', fill: ctx.display.colorMode === 'none' ? null : shown.ink ?? tint }, prefix + number, svg('tspan', { 'font-size': size * 0.6 }, suffix)),
      svg('text', { x: 36, y: 160, 'text-anchor': 'middle', class: 'pt-gauge-bound' }, format(min, settings.unit)),
      svg('text', { x: 164, y: 160, 'text-anchor': 'middle', class: 'pt-gauge-bound' }, format(max, settings.unit))),
    named ? el('div', { class: 'pt-gauge-name', title: item.name }, item.name) : null);
}
