// A bar for each series on one common scale.

import { el } from '../dom.js';
import { color, fade, show, valuesOf } from '../display.js';
import { bounds } from './gauge.js';

const MOST = 100;

export function create(body, ctx) {
  const upright = ctx.display.orientation === 'vertical';
  const root = el('div', { class: `pt-bars ${upright ? 'pt-bars-upright' : 'pt-bars-flat'}`, role: 'list', tabindex: '0' });
  body.append(root);
  return {
    draw(data) {
      const items = valuesOf(data, ctx.display);
      ctx.note(items.length > MOST ? `Only the first ${MOST} of ${items.length} values are shown.` : null);
      const scale = bounds(ctx.display, items.map((i) => i.value));
      root.setAttribute('aria-label', `${items.length} values`);
      root.replaceChildren(...items.slice(0, MOST).map((item) => bar(item, ctx, scale, upright)));
    },
    dispose: () => root.remove(),
  };
}

function bar(item, ctx, scale, upright) {
  const settings = { ...item.settings, ...scale };
  const shown = show(item.value, settings, ctx.zone);
  const tint = shown.color ?? (item.settings.color ? color(item.settings.color) : ctx.colors.of('only'));
  const share = typeof item.value === 'number' ? Math.max(0, Math.min(1, (item.value - scale.min) / (scale.max - scale.min))) * 100 : 0;
  const fill = el('div', { class: 'pt-bar-fill', style: { [upright ? 'height' : 'width']: `${share}%`, background: upright ? `linear-gradient(0deg, ${fade(tint, 0.55)}, ${tint})` : `linear-gradient(90deg, ${fade(tint, 0.55)}, ${tint})` } });
  return el('div', { class: 'pt-bar', role: 'listitem' },
    el('div', { class: 'pt-bar-name', title: item.name }, item.name),
    el('div', { class: 'pt-bar-track' }, fill),
    el('div', { class: 'pt-bar-value pt-num', style: ctx.display.colorMode === 'none' ? {} : { color: shown.ink ?? tint } }, shown.text));
}
