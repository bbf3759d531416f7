// Shares of a whole, as a pie or a ring.

import { el, svg } from '../dom.js';
import { color, onColor, show, valuesOf } from '../display.js';
import { hideTooltip, showTooltip, tooltipRow } from '../overlay.js';
import { Legend } from './legend.js';

const MOST = 40;
const RADIUS = 96;

export function create(body, ctx) {
  const picture = el('div', { class: 'pt-pie' });
  let last;
  const legend = new Legend(() => chart.draw(last));
  const root = el('div', { class: `pt-chart pt-legend-${ctx.display.legend.placement === 'bottom' && body.clientWidth < body.clientHeight * 1.4 ? 'bottom' : 'right'}` }, picture, legend.element);
  body.append(root);
  const chart = {
    draw(data) {
      last = data;
      const items = valuesOf(data, ctx.display).filter((i) => i.value > 0).sort((a, b) => b.value - a.value);
      ctx.note(items.length > MOST ? `Only the largest ${MOST} of ${items.length} values are drawn.` : null);
      const some = items.slice(0, MOST);
      const colorOf = (i) => (i.settings.color ? color(i.settings.color) : ctx.colors.of(i.key));
      const visible = () => legend.visible(some);
      const whole = visible().reduce((sum, i) => sum + i.value, 0);
      const share = (i) => `${((i.value / whole) * 100).toFixed(i.value / whole < 0.1 ? 1 : 0)} %`;
      // Names come before numbers where there is no room for both; the tooltip has the rest.
      const roomy = body.clientWidth > 520;
      legend.draw(some, { ...ctx.display.legend, values: roomy ? ['Value', 'Share'] : ['Share'] }, colorOf, ctx.zone, (i) => [...(roomy ? [show(i.value, i.settings, ctx.zone).text] : []), legend.hidden.has(i.key) ? '' : share(i)]);
      picture.replaceChildren(draw(visible(), whole, colorOf, share, ctx));
    },
    dispose() {
      hideTooltip();
      root.remove();
    },
  };
  return chart;
}

function draw(items, whole, colorOf, share, ctx) {
  const hole = ctx.display.pieType === 'pie' ? 0 : 58;
  const total = show(whole, { ...items[0]?.settings, mappings: [], thresholds: null }, ctx.zone);
  let at = 0;
  const slices = items.map((item) => {
    const from = at;
    at += item.value / whole;
    const shown = show(item.value, item.settings, ctx.zone).text;
    const middle = (from + at) / 2;
    const [x, y] = place(middle, hole ? (RADIUS + hole) / 2 : RADIUS * 0.66);
    return [
      svg('path', {
        d: slice(from, at, hole), fill: colorOf(item), class: 'pt-slice',
        onpointermove: (e) => showTooltip(e.clientX, e.clientY, tooltipRow(colorOf(item), item.name, `${shown} · ${share(item)}`)), onpointerleave: hideTooltip,
      }),
      item.value / whole > 0.07 ? svg('text', { x, y: y + 4, 'text-anchor': 'middle', class: 'pt-slice-text', fill: onColor(colorOf(item)) }, share(item)) : null,
    ];
  });
  const label = `Shares of ${total.text}: ${items.slice(0, 8).map((i) => `${i.name} ${share(i)}`).join('; ')}`;
  return svg('svg', { viewBox: '-100 -100 200 200', role: 'img', 'aria-label': label }, slices, hole ? svg('text', { y: 6, 'text-anchor': 'middle', 'font-size': Math.min(22, 165 / Math.max(5, total.text.length)), class: 'pt-pie-total' }, total.text) : null);
}

function place(share, radius) {
  const angle = (share - 0.25) * 2 * Math.PI;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function slice(from, to, hole) {
  // A full circle has no distinct ends: two halves draw it.
  const end = Math.min(to, from + 0.99999);
  const large = end - from > 0.5 ? 1 : 0;
  const p = (share, radius) => place(share, radius).map((n) => n.toFixed(3)).join(' ');
  return hole === 0 ? `M0 0L${p(from, RADIUS)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${p(end, RADIUS)}Z`
    : `M${p(from, RADIUS)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${p(end, RADIUS)}L${p(end, hole)}A${hole} ${hole} 0 ${large} 0 ${p(from, hole)}Z`;
}
