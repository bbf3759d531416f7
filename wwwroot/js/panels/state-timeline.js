// States over time: a band for each series, equal neighbours made one.

import { cutText, el, svg, textWidth } from '../dom.js';
import { color, onColor, seriesOf, show } from '../display.js';
import { timeText } from '../axis.js';
import { format } from '../units.js';
import { drawFrame } from '../frame.js';
import { TimeOverlay, tooltipRow } from '../overlay.js';
import { nearest } from './timeseries.js';

const MOST = 60;

/** Stretches of equal state: `{ from, to, value }`; a missing value or a gap ends one. */
export function stretches(times, values, step, until, textOf = (v) => v) {
  const list = [];
  for (let i = 0; i < times.length; i += 1) {
    if (values[i] === null) continue;
    const to = Math.min(times[i] + step, until);
    const before = list.at(-1);
    if (before && before.to >= times[i] - step * 0.5 && textOf(before.value) === textOf(values[i])) before.to = to;
    else list.push({ from: times[i], to, value: values[i] });
    if (before && before !== list.at(-1) && before.to > times[i]) before.to = times[i];
  }
  return list.filter((s) => s.to > s.from);
}

export function create(body, ctx) {
  const picture = svg('svg', { class: 'pt-frame', role: 'img' });
  const bands = svg('g');
  const legend = el('div', { class: 'pt-legend' });
  const plot = el('div', { class: 'pt-plot' }, picture);
  const root = el('div', { class: 'pt-chart pt-legend-bottom' }, plot, legend);
  body.append(root);
  let area = { left: 0, top: 0, width: 1, height: 1, from: 0, to: 1 };
  let rows = [];
  const overlay = new TimeOverlay(plot, {
    view: () => area,
    zoom: ctx.zoom,
    range: (from, to) => ctx.places.range(from, to),
    describe(ms, _, y) {
      const row = rows[Math.floor((y / area.height) * rows.length)];
      const band = row?.bands.find((b) => ms >= b.from && ms < b.to);
      if (!band) return { ms, content: [] };
      const shown = row.show(band.value);
      return { ms, content: [el('div', { class: 'pt-tooltip-head' }, row.name), tooltipRow(shown.tint, shown.text, format((band.to - band.from) / 1000, 's')), el('div', { class: 'pt-tooltip-more' }, `${timeText(band.from, ctx.zone)} – ${timeText(band.to, ctx.zone)}`)] };
    },
  });

  return {
    draw(data) {
      const all = seriesOf(data, ctx.display).filter((s) => !s.settings.hidden);
      ctx.note(all.length > MOST ? `Only the first ${MOST} of ${all.length} series are drawn.` : null);
      const states = new Map();
      rows = all.slice(0, MOST).map((s) => {
        const showState = (value) => {
          const shown = show(value, s.settings, ctx.zone);
          return { text: shown.text, tint: shown.color ?? (s.settings.color ? color(s.settings.color) : ctx.colors.of(`state ${shown.text}`)) };
        };
        const list = stretches(s.times, s.values, data.stepMs, data.toMs, (v) => showState(v).text);
        for (const band of list) {
          const { text, tint } = showState(band.value);
          states.set(text, tint);
        }
        return { name: s.name, bands: list, show: showState, last: s.values[nearest(s.times, data.toMs)] ?? null };
      });
      legend.hidden = !ctx.display.legend.show || states.size > 12;
      legend.replaceChildren(el('div', { class: 'pt-legend-list' }, [...states].map(([text, tint]) => el('span', { class: 'pt-legend-item pt-legend-name' }, el('i', { class: 'pt-swatch', style: { background: tint } }), el('span', {}, text)))));
      const size = { width: plot.clientWidth, height: plot.clientHeight };
      if (size.width < 40 || size.height < 30) return;
      const share = (i) => 1 - (i + 0.5) / rows.length;
      area = drawFrame(picture, size, data, ctx.zone, rows.map((r, i) => ({ at: share(i), text: r.name, shown: cutText(r.name, size.width * 0.35 - 16) })));
      const height = area.height / rows.length;
      const pad = Math.min(4, height * 0.12);
      const x = (ms) => area.left + (Math.max(0, ms - area.from) / (area.to - area.from)) * area.width;
      bands.replaceChildren(...rows.flatMap((row, i) => row.bands.filter((b) => b.to > area.from).flatMap((b) => {
        const { text, tint } = row.show(b.value);
        const [x0, x1, y0] = [x(b.from), x(b.to), area.top + i * height + pad];
        const fits = height > 15 && textWidth(text) < x1 - x0 - 10;
        return [
          svg('rect', { x: x0, y: y0, width: Math.max(1, x1 - x0 - 0.5), height: Math.max(1, height - pad * 2), rx: 1.5, fill: tint }),
          fits ? svg('text', { x: x0 + 6, y: y0 + (height - pad * 2) / 2 + 4, class: 'pt-band-text', fill: onColor(tint) }, text) : null,
        ].filter(Boolean);
      })));
      picture.append(bands);
      picture.setAttribute('aria-label', `States, last: ${rows.slice(0, 12).map((r) => `${r.name} ${r.show(r.last).text}`).join('; ')}`);
      overlay.place();
    },
    dispose() {
      overlay.dispose();
      root.remove();
    },
  };
}
