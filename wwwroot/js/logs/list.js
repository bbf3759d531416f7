// A list of rows of different heights, of which only those that are seen are in the page. Heights are guessed until a row has been seen.

import { el } from '../dom.js';

const SPARE = 10;
const ROUNDS = 4;

/** Fills `scroll`. `build(item, index)` makes a row; `guess(item)` says its height in pixels before it is measured. Items have a unique `key`. */
export class LongList {
  #scroll;
  #build;
  #guess;
  #items = [];
  #places = new Map();
  #heights = new Map();
  #nodes = new Map();
  #tops = new Float64Array(1);
  #frame = 0;
  #window = el('div', { class: 'pt-long-window' });
  #space = el('div', { class: 'pt-long' }, this.#window);

  constructor(scroll, build, guess) {
    [this.#scroll, this.#build, this.#guess] = [scroll, build, guess];
    scroll.append(this.#space);
    scroll.addEventListener('scroll', () => this.later());
  }

  get items() {
    return this.#items;
  }

  /** Where an item is; -1 where it is not. */
  placeOf(key) {
    return this.#places.get(key) ?? -1;
  }

  /** Other items. What is seen stays where it is, unless the reader is at the top, or at the bottom and `follow` is true. */
  set(items, follow = false) {
    const atEnd = follow && this.#scroll.scrollTop + this.#scroll.clientHeight >= this.#tops[this.#items.length] - 4;
    const top = this.#scroll.scrollTop;
    const index = this.#at(top);
    const [anchor, delta] = top > 0 && index < this.#items.length ? [this.#items[index].key, top - this.#tops[index]] : [null, 0];
    this.#items = items;
    this.#places = new Map(items.map((item, i) => [item.key, i]));
    for (const key of this.#heights.keys()) if (!this.#places.has(key)) this.#heights.delete(key);
    this.#nodes.clear();
    this.#layout();
    if (atEnd) this.#scroll.scrollTop = this.#tops[items.length];
    else if (this.#places.has(anchor)) this.#scroll.scrollTop = this.#tops[this.#places.get(anchor)] + delta;
    this.paint();
  }

  /** Builds the rows anew; with `measure`, their heights are taken anew too. */
  refresh(measure = false) {
    if (measure) this.#heights.clear();
    this.#nodes.clear();
    if (measure) this.#layout();
    this.paint();
  }

  /** Builds one row anew. */
  renew(key) {
    this.#nodes.delete(key);
    this.paint();
  }

  later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.paint());
  }

  /** Brings an item into view. */
  reveal(index) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const view = this.#scroll.clientHeight;
      const [top, bottom] = [this.#tops[index], this.#tops[index + 1]];
      const now = this.#scroll.scrollTop;
      const want = top < now || bottom - top > view ? top : bottom > now + view ? bottom - view : now;
      if (Math.abs(want - now) < 1) break;
      this.#scroll.scrollTop = want;
      this.paint();
    }
  }

  /** How many items fit at once. */
  page() {
    return Math.max(1, this.#at(this.#scroll.scrollTop + this.#scroll.clientHeight) - this.#at(this.#scroll.scrollTop) - 1);
  }

  paint() {
    if (this.#scroll.clientHeight === 0) return;
    for (let round = 0; round < ROUNDS; round += 1) {
      const seen = this.#at(this.#scroll.scrollTop);
      const first = Math.max(0, seen - SPARE);
      const last = Math.min(this.#items.length, this.#at(this.#scroll.scrollTop + this.#scroll.clientHeight) + 1 + SPARE);
      this.#show(first, last);
      if (!this.#measure(first, last, seen)) break;
    }
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
    this.#space.remove();
  }

  // Rows that stay are not taken out of the page, so that focus and selected text stay as well.
  #show(first, last) {
    const wanted = new Map();
    for (let i = first; i < last; i += 1) {
      const { key } = this.#items[i];
      wanted.set(key, this.#nodes.get(key) ?? this.#build(this.#items[i], i));
    }
    const nodes = new Set(wanted.values());
    for (const child of [...this.#window.children]) if (!nodes.has(child)) child.remove();
    let next = this.#window.firstChild;
    for (const node of nodes) {
      if (node === next) next = next.nextSibling;
      else this.#window.insertBefore(node, next);
    }
    this.#nodes = wanted;
    this.#window.style.top = `${this.#tops[first] ?? 0}px`;
  }

  #measure(first, last, seen) {
    let changed = false;
    let shift = 0;
    for (let i = first; i < last; i += 1) {
      const { key } = this.#items[i];
      const height = this.#nodes.get(key).offsetHeight;
      const was = this.#tops[i + 1] - this.#tops[i];
      if (height === was) continue;
      changed = true;
      this.#heights.set(key, height);
      if (i < seen) shift += height - was;
    }
    if (!changed) return false;
    this.#layout();
    this.#window.style.top = `${this.#tops[first]}px`;
    if (shift !== 0) this.#scroll.scrollTop += shift;
    return true;
  }

  #layout() {
    const tops = new Float64Array(this.#items.length + 1);
    this.#items.forEach((item, i) => {
      tops[i + 1] = tops[i] + (this.#heights.get(item.key) ?? this.#guess(item));
    });
    this.#tops = tops;
    this.#space.style.height = `${tops[this.#items.length]}px`;
  }

  #at(y) {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1] <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
