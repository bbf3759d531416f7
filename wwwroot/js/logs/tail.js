// Follows lines as they arrive. What is held back while the reader pauses is bounded; what is left out is told.

import { linesOf } from './lines.js';

const MOST_HELD = 2000;

/** Listens at an address for server-sent events until `close()`. Tells `lines(lines)`, `note(text)` and, when it is over, `over(text)`. */
export class Tail {
  #source;
  #settings;
  #listener;
  #held = [];
  #lost = 0;
  #paused = false;
  #opened = false;

  constructor(url, settings, listener) {
    this.#settings = { ...settings, order: 'oldest' };
    this.#listener = listener;
    this.#source = new EventSource(url);
    this.#source.addEventListener('lines', (e) => this.#came(JSON.parse(e.data)));
    this.#source.addEventListener('end', () => this.#end('The live tail has ended. Start it again to go on.'));
    this.#source.addEventListener('failed', (e) => {
      const { message, remedy } = JSON.parse(e.data);
      this.#end(`${message}${remedy ? ` ${remedy}` : ''}`);
    });
    this.#source.addEventListener('open', () => {
      if (this.#opened) listener.note('Connected again; lines in between may be missing.');
      this.#opened = true;
    });
    this.#source.addEventListener('error', () => {
      if (this.#source.readyState === EventSource.CLOSED) this.#end('The live tail cannot be opened now. Try again in a moment.');
      else listener.note('The connection was lost; connecting again…');
    });
  }

  get paused() {
    return this.#paused;
  }

  /** How many lines wait for the pause to end. */
  get held() {
    return this.#held.length;
  }

  pause(on) {
    this.#paused = on;
    if (on) return;
    const [lines, lost] = [this.#held, this.#lost];
    [this.#held, this.#lost] = [[], 0];
    if (lost > 0) this.#listener.note(`${lost.toLocaleString('en')} lines came in the pause that are not kept.`);
    this.#listener.lines(lines);
  }

  close() {
    this.#source.close();
  }

  #came(tail) {
    if (tail.dropped > 0) this.#listener.note(`${tail.dropped.toLocaleString('en')} lines were dropped: there are more than can be followed.`);
    if (tail.reconnected) this.#listener.note('The log store was connected again; lines in between may be missing.');
    const lines = linesOf(tail.streams, this.#settings);
    if (!this.#paused) {
      this.#listener.lines(lines);
      return;
    }
    this.#held = [...lines, ...this.#held];
    this.#lost += Math.max(0, this.#held.length - MOST_HELD);
    this.#held.length = Math.min(this.#held.length, MOST_HELD);
    this.#listener.lines([]);
  }

  #end(text) {
    this.close();
    this.#listener.over(text);
  }
}
