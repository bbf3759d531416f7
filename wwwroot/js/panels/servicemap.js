// Which service calls which: services in layers, callers to the left of those they call, arrows as wide as their calls are many.

import { el, svg, textWidth, cutText, token } from '../dom.js';
import { format } from '../units.js';
import { hideTooltip, showTooltip, tooltipRow } from '../overlay.js';

const WIDTH = 168;
const HEIGHT = 44;
const GAP_X = 90;
const GAP_Y = 22;
const LEAST = 0.75;

// A call that passes over layers goes above what is between, one that goes back goes below.
const detourOf = (layers) => (layers > 1 ? -14 - 16 * layers : layers < 0 ? 14 + 16 * -layers : 0);

/**
 * Places services: `{ nodes: [{ name, layer, row }], layers, rows }`. A service is one layer behind its farthest caller; circles are cut where they close.
 * Within a layer, services stand beside those that call them.
 */
export function layOut(calls) {
  const callees = new Map();
  const names = new Set();
  for (const { caller, callee } of calls) {
    names.add(caller);
    names.add(callee);
    if (caller !== callee) callees.set(caller, [...(callees.get(caller) ?? []), callee]);
  }
  const layer = new Map();
  const open = new Set();
  const cut = new Set();
  const visit = (start) => {
    // By hand, not by calling itself: chains may be long.
    const stack = [[start, 0]];
    open.add(start);
    while (stack.length > 0) {
      const top = stack.at(-1);
      const next = (callees.get(top[0]) ?? [])[top[1]];
      if (next === undefined) {
        open.delete(top[0]);
        done.push(top[0]);
        stack.pop();
        continue;
      }
      top[1] += 1;
      if (open.has(next)) cut.add(`${top[0]}\n${next}`);
      else if (!seen.has(next)) {
        seen.add(next);
        open.add(next);
        stack.push([next, 0]);
      }
    }
  };
  const seen = new Set();
  const done = [];
  const called = new Set(calls.filter((c) => c.caller !== c.callee).map((c) => c.callee));
  const ordered = [...names].sort();
  for (const name of [...ordered.filter((n) => !called.has(n)), ...ordered]) {
    if (seen.has(name)) continue;
    seen.add(name);
    visit(name);
  }
  for (const name of done.reverse()) {
    const mine = layer.get(name) ?? 0;
    layer.set(name, mine);
    for (const next of callees.get(name) ?? []) if (!cut.has(`${name}\n${next}`)) layer.set(next, Math.max(layer.get(next) ?? 0, mine + 1));
  }
  const layers = [];
  for (const name of ordered) (layers[layer.get(name)] ??= []).push(name);
  const row = new Map();
  layers.forEach((list, i) => {
    const weight = (name) => {
      const rows = calls.filter((c) => c.callee === name && row.has(c.caller)).map((c) => row.get(c.caller));
      return rows.length > 0 ? rows.reduce((a, b) => a + b, 0) / rows.length : Infinity;
    };
    if (i > 0) list.sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
    list.forEach((name, at) => row.set(name, at - (list.length - 1) / 2));
  });
  return { nodes: ordered.map((name) => ({ name, layer: layer.get(name), row: row.get(name) })), layers: layers.length, rows: Math.max(0, ...layers.map((l) => l.length)) };
}

export function create(body, ctx) {
  const root = el('div', { class: 'pt-map', tabindex: '0', role: 'group' });
  body.append(root);

  function draw(data) {
    const { calls, services = {} } = data.serviceMap;
    const { nodes, layers, rows } = layOut(calls);
    const width = layers * WIDTH + (layers - 1) * GAP_X + 24;
    const layerOf = new Map(nodes.map((n) => [n.name, n.layer]));
    const detour = (call) => detourOf(layerOf.get(call.callee) - layerOf.get(call.caller));
    const room = Math.max(0, ...calls.map((call) => Math.abs(detour(call)))) * 0.8;
    const height = rows * HEIGHT + (rows - 1) * GAP_Y + 24 + 2 * room;
    const place = new Map(nodes.map((n) => [n.name, { x: 12 + n.layer * (WIDTH + GAP_X), y: height / 2 + n.row * (HEIGHT + GAP_Y) }]));
    const most = Math.max(1, ...calls.map((c) => c.calls));
    const picture = svg('svg', { class: 'pt-map-picture', role: 'group', viewBox: `0 0 ${width} ${height}`, width: Math.max(width * LEAST, Math.min(root.clientWidth, width * 1.2)), 'aria-label': `${nodes.length} services: ${calls.slice(0, 12).map((c) => `${c.caller} calls ${c.callee} ${c.calls} times`).join('; ')}` },
      svg('defs', {}, svg('marker', { id: 'pt-map-arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, markerUnits: 'userSpaceOnUse', orient: 'auto' }, svg('path', { d: 'M0 0L8 4L0 8Z', fill: token('text-3') }))),
      calls.map((call) => arrow(call, place.get(call.caller), place.get(call.callee), most, detour(call))),
      nodes.map((n) => box(n.name, place.get(n.name), services[n.name])));
    root.setAttribute('aria-label', `${nodes.length} services`);
    root.replaceChildren(picture);
  }

  function arrow(call, from, to, most, around) {
    const self = call.caller === call.callee;
    const back = to.x <= from.x;
    const [x1, x2] = self ? [from.x + WIDTH, from.x + WIDTH] : back ? [from.x, to.x + WIDTH] : [from.x + WIDTH, to.x];
    const bend = self ? 40 : Math.min(160, Math.max(30, Math.abs(x2 - x1) / 2)) * (back ? -1 : 1);
    const [y1, y2] = self ? [from.y - 8, to.y + 8] : [from.y, to.y];
    const path = `M${x1} ${y1}C${x1 + bend} ${y1 + around} ${self ? x2 + bend : x2 - bend} ${y2 + around} ${x2} ${y2}`;
    const line = svg('g', { class: 'pt-map-call' }, svg('path', { d: path, fill: 'none', stroke: token('text-3'), 'stroke-opacity': 0.75, 'stroke-width': 1 + 3 * Math.sqrt(call.calls / most), 'marker-end': 'url(#pt-map-arrow)' }),
      svg('path', { d: path, fill: 'none', stroke: 'transparent', 'stroke-width': 14 }),
      svg('text', { class: 'pt-axis-text', x: (x1 + x2) / 2 + (self ? bend : 0), y: (y1 + y2) / 2 + around * 0.75 + (around > 0 ? 12 : -5), 'text-anchor': 'middle' }, format(call.calls, 'short')));
    line.addEventListener('pointermove', (e) => showTooltip(e.clientX, e.clientY, tooltipRow('transparent', `${call.caller} → ${call.callee}`, `${format(call.calls, 'short')} calls`)));
    line.addEventListener('pointerleave', hideTooltip);
    return line;
  }

  function box(name, { x, y }, facts) {
    const tint = facts?.errors > 0.05 ? token('bad') : facts?.errors > 0.01 ? token('warn') : ctx.colors.of(name);
    const second = facts ? [facts.rate != null ? format(facts.rate, 'reqps') : null, facts.errors != null ? `${format(facts.errors, 'percentunit')} errors` : null].filter(Boolean).join(' · ') : '';
    const href = ctx.places.tracesHref(name);
    const inside = [
      svg('rect', { x, y: y - HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 6, fill: token('surface-2'), stroke: token('border-strong') }),
      svg('rect', { x, y: y - HEIGHT / 2, width: 4, height: HEIGHT, rx: 2, fill: tint }),
      svg('text', { class: 'pt-map-name', x: x + 14, y: y + (second ? -2 : 4) }, svg('title', {}, name), cutText(name, WIDTH - 24, 12)),
      second ? svg('text', { class: 'pt-axis-text', x: x + 14, y: y + 13 }, textWidth(second) > WIDTH - 24 ? cutText(second, WIDTH - 24) : second) : null,
    ];
    return href ? svg('a', { href }, inside) : svg('g', {}, inside);
  }

  return { draw, dispose: () => root.remove() };
}
