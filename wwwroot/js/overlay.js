// What a pointer does on a chart over time: a crosshair shared by all charts of the page, a tooltip, and zooming by dragging.

import { el } from './dom.js';
import { timeText } from './axis.js';

const bus = new EventTarget();
let tip;

function tooltip() {
  if (!tip?.isConnected) {
    tip = el('div', { class: 'pt-tooltip', role: 'presentation', popover: 'manual' });
    document.body.append(tip);
  }
  return tip;
}

export function showTooltip(x, y, ...content) {
  const box = tooltip();
  box.replaceChildren(...content.flat(Infinity).filter(Boolean));
  // The top layer, so that it is seen above dialogs too.
  if (!box.matches(':popover-open')) box.showPopover();
  const size = box.getBoundingClientRect();
  box.style.left = `${x + 16 + size.width > innerWidth - 8 ? Math.max(8, x - 16 - size.width) : x + 16}px`;
  box.style.top = `${Math.max(8, Math.min(y + 16, innerHeight - size.height - 8))}px`;
}

export function hideTooltip() {
  if (tip?.matches(':popover-open')) tip.hidePopover();
}

/** A row of a tooltip: a swatch, a name, a value. */
export const tooltipRow = (color, name, value, near) =>
  el('div', { class: near ? 'pt-tooltip-row pt-near' : 'pt-tooltip-row' }, el('i', { class: 'pt-swatch', style: { background: color } }), el('span', { class: 'pt-tooltip-name' }, name), el('b', {}, value));

export const tooltipHead = (ms, zone, fine) => el('div', { class: 'pt-tooltip-head' }, timeText(ms, zone, fine));

// What to do with a range: zoom, or look at something else of it.
function offer(x, y, zoom, places) {
  const menu = el('div', { class: 'pt-range-menu pt-menu', popover: 'auto', role: 'menu', 'aria-label': 'This range' },
    el('button', { type: 'button', role: 'menuitem', onclick: () => (menu.hidePopover(), zoom()) }, 'Zoom'),
    places.map((place) => el('a', { role: 'menuitem', href: place.href, onclick: () => menu.hidePopover() }, place.text)));
  menu.addEventListener('toggle', (e) => e.newState === 'closed' && menu.remove());
  menu.addEventListener('keydown', (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const items = [...menu.querySelectorAll('[role=menuitem]')];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });
  document.body.append(menu);
  menu.showPopover();
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - size.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - size.height - 8))}px`;
  menu.querySelector('[role=menuitem]').focus();
}

/**
 * Lays itself over a plot. `view()` gives `{ left, top, width, height, from, to, zone, step }` in pixels of the container and milliseconds;
 * `describe(ms, x, y)` gives `{ ms, content }` for the tooltip or null; `zoom(from, to)` is told of a dragged range, absent where it is of no use; `range(from, to)` gives
 * `[{ text, href }]`, where else such a range may be looked at: offered after a drag with the shift key held. `click(ms, x, y)` is told of a click.
 */
export class TimeOverlay {
  #root;
  #line = el('div', { class: 'pt-crosshair' });
  #band = el('div', { class: 'pt-zoom-band' });
  #area;
  #options;
  #start = null;
  #dragged = false;
  #frame = 0;
  #listen = (e) => this.#follow(e.detail);

  constructor(container, options) {
    this.#options = options;
    this.#area = el('div', { class: 'pt-plot-area' }, this.#line, this.#band);
    this.#root = container;
    container.append(this.#area);
    this.#area.classList.toggle('pt-zoomable', Boolean(options.zoom));
    this.#area.addEventListener('pointermove', (e) => this.#move(e));
    this.#area.addEventListener('pointerleave', () => this.#leave());
    this.#area.addEventListener('pointerdown', (e) => this.#down(e));
    this.#area.addEventListener('pointerup', (e) => this.#up(e));
    this.#area.addEventListener('pointercancel', () => this.#cancel());
    this.#area.addEventListener('dblclick', () => this.#widen());
    this.#area.addEventListener('click', (e) => this.#click(e));
    bus.addEventListener('cross', this.#listen);
  }

  /** Follows the plot after it was drawn or has changed its size. */
  place() {
    const v = this.#options.view();
    Object.assign(this.#area.style, { left: `${v.left}px`, top: `${v.top}px`, width: `${v.width}px`, height: `${v.height}px` });
    if (this.#area.parentNode !== this.#root || this.#root.lastChild !== this.#area) this.#root.append(this.#area);
  }

  dispose() {
    bus.removeEventListener('cross', this.#listen);
    cancelAnimationFrame(this.#frame);
    if (this.#area.matches(':hover')) hideTooltip();
    this.#area.remove();
  }

  #at(e) {
    const box = this.#area.getBoundingClientRect();
    const v = this.#options.view();
    const x = Math.max(0, Math.min(e.clientX - box.left, box.width));
    return { x, y: e.clientY - box.top, ms: v.from + (x / Math.max(1, box.width)) * (v.to - v.from), v };
  }

  #move(e) {
    if (this.#start) {
      const { x } = this.#at(e);
      Object.assign(this.#band.style, { display: 'block', left: `${Math.min(x, this.#start.x)}px`, width: `${Math.abs(x - this.#start.x)}px` });
    }
    const { clientX, clientY } = e;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const { x, y, ms } = this.#at({ clientX, clientY });
      const told = this.#options.describe(ms, x, y);
      bus.dispatchEvent(new CustomEvent('cross', { detail: { ms: told?.ms ?? ms } }));
      if (told?.content?.length) showTooltip(clientX, clientY, told.content);
      else hideTooltip();
    });
  }

  #leave() {
    cancelAnimationFrame(this.#frame);
    hideTooltip();
    bus.dispatchEvent(new CustomEvent('cross', { detail: null }));
  }

  #follow(detail) {
    const v = this.#options.view();
    const inside = detail && detail.ms >= v.from && detail.ms <= v.to;
    this.#line.style.display = inside ? 'block' : 'none';
    if (inside) this.#line.style.left = `${((detail.ms - v.from) / (v.to - v.from)) * v.width}px`;
  }

  #down(e) {
    if (!this.#options.zoom || e.button !== 0 || e.pointerType === 'touch') return;
    this.#start = this.#at(e);
    this.#area.setPointerCapture(e.pointerId);
    e.preventDefault();
  }

  #up(e) {
    const start = this.#start;
    this.#cancel();
    if (!start) return;
    const end = this.#at(e);
    if (Math.abs(end.x - start.x) < 6) return;
    this.#dragged = true;
    const [from, to] = [Math.min(start.ms, end.ms), Math.max(start.ms, end.ms)].map(Math.round);
    // Nothing is to be seen in less than a second.
    const zoom = () => this.#options.zoom(from, Math.max(to, from + 1000));
    const places = e.shiftKey ? this.#options.range?.(from, Math.max(to, from + 1000)) ?? [] : [];
    // Not at once: the end of this very press would close the menu as a press outside of it.
    if (places.length > 0) setTimeout(() => offer(e.clientX, e.clientY, zoom, places));
    else zoom();
  }

  #click(e) {
    const dragged = this.#dragged;
    this.#dragged = false;
    if (dragged || !this.#options.click) return;
    const { x, y, ms } = this.#at(e);
    this.#options.click(ms, x, y);
  }

  #cancel() {
    this.#start = null;
    this.#band.style.display = 'none';
  }

  #widen() {
    if (!this.#options.zoom) return;
    const { from, to } = this.#options.view();
    const half = (to - from) / 2;
    this.#options.zoom(Math.round(from - half), Math.round(Math.min(to + half, Math.max(Date.now(), to))));
  }
}
