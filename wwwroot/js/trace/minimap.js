// The whole trace in a strip: one line for each row, as far as there are pixels. Dragging chooses the time that the waterfall shows.

import { el, token } from '../dom.js';
import { FAILED } from './model.js';

const HEIGHT = 56;

export class Minimap {
  element;
  #canvas = el('canvas', { 'aria-hidden': 'true' });
  #window = el('div', { class: 'pt-trace-window' });
  #choose;
  #model = null;
  #colorOf;
  #from = 0;

  constructor(colorOf, choose) {
    this.#colorOf = colorOf;
    this.#choose = choose;
    this.element = el('div', { class: 'pt-trace-map', role: 'group', 'aria-label': 'The whole trace. Drag to choose a time, double-click for all of it.' }, this.#canvas, this.#window);
    this.element.addEventListener('pointerdown', (e) => this.#down(e));
    this.element.addEventListener('dblclick', () => this.#choose(0, this.#model?.length ?? 1));
  }

  draw(model, from, to) {
    const width = this.element.clientWidth;
    if (width < 10) return;
    const ratio = devicePixelRatio || 1;
    const key = `${width} ${ratio} ${document.documentElement.dataset.theme}`;
    if (this.#model !== model || this.#canvas.dataset.key !== key) {
      this.#model = model;
      this.#canvas.dataset.key = key;
      this.#paint(model, width, ratio);
    }
    const all = from <= 0 && to >= model.length;
    this.#window.hidden = all;
    this.#window.style.left = `${(from / model.length) * 100}%`;
    this.#window.style.width = `${((to - from) / model.length) * 100}%`;
  }

  #paint(model, width, ratio) {
    this.#canvas.width = width * ratio;
    this.#canvas.height = HEIGHT * ratio;
    const pen = this.#canvas.getContext('2d');
    pen.scale(ratio, ratio);
    pen.clearRect(0, 0, width, HEIGHT);
    const { start, duration } = model.spans;
    const height = Math.max(1, Math.min(4, HEIGHT / model.count));
    const bad = token('bad');
    for (let row = 0; row < model.count; row += 1) {
      pen.fillStyle = model.has(row, FAILED) ? bad : this.#colorOf(model.service(row));
      pen.fillRect((start[row] / model.length) * width, (row / model.count) * (HEIGHT - height), Math.max(1, (duration[row] / model.length) * width), height);
    }
  }

  #down(e) {
    if (e.button !== 0 || !this.#model) return;
    const at = (event) => {
      const box = this.element.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * this.#model.length;
    };
    this.#from = at(e);
    this.element.setPointerCapture(e.pointerId);
    const move = (event) => this.#show(at(event));
    const up = (event) => {
      this.element.removeEventListener('pointermove', move);
      const to = at(event);
      // A click is no choice.
      if (Math.abs(to - this.#from) > this.#model.length / 200) this.#choose(Math.min(this.#from, to), Math.max(this.#from, to));
      else this.#choose(null, null);
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', up, { once: true });
  }

  #show(to) {
    this.#window.hidden = false;
    this.#window.style.left = `${(Math.min(this.#from, to) / this.#model.length) * 100}%`;
    this.#window.style.width = `${(Math.abs(to - this.#from) / this.#model.length) * 100}%`;
  }
}
