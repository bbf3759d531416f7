// Lines of logs: how many there are over time, the lines themselves, further ones, and those that arrive.

import { el, textWidth } from '../dom.js';
import { ask } from '../queue.js';
import { lineDetail } from '../logs/detail.js';
import { traceIdOf } from '../logs/fields.js';
import { compareTimes, filterTexts, keepPages, linesOf, withoutRepeats } from '../logs/lines.js';
import { LineReader } from '../logs/reader.js';
import { Tail } from '../logs/tail.js';
import { Volume } from '../logs/volume.js';

const MOST = 20000;
const MOST_FOLLOWED = 5000;
const LOW = 190;

export function create(body, ctx) {
  return new Logs(body, ctx);
}

class Logs {
  #body;
  #ctx;
  #settings;
  #data = null;
  #question = '';
  #answered = [];
  #arrived = [];
  #tail = null;
  #newest;
  #frame = 0;
  #stop = new AbortController();
  #reader;
  #volume = null;
  #buttons = {};
  #total = el('span', {});
  #more = el('button', { type: 'button', class: 'pt-button', onclick: () => this.#nextPage() });
  #note = el('span', { class: 'pt-logs-note', role: 'status' });
  #none = el('div', { class: 'pt-logs-none', role: 'status', hidden: true }, el('strong', {}, 'No lines in this range'), el('p', {}, 'Choose a wider range or fewer conditions, or press Live to see lines as they arrive.'));
  #pages = 0;
  #range = '';
  #root;

  constructor(body, ctx) {
    [this.#body, this.#ctx, this.#settings] = [body, ctx, ctx.display.logs ?? {}];
    this.#newest = this.#settings.order !== 'oldest';
    this.#reader = new LineReader({ zone: () => ctx.zone, settings: this.#settings, traceHref: (line) => this.#traceHref(line), detail: (line) => this.#detail(line) });
    if (this.#settings.volume !== false) this.#volume = new Volume(ctx);
    const button = (name, text, title, act) => (this.#buttons[name] = el('button', { type: 'button', class: 'pt-button', title, onclick: () => (act(), this.#press()) }, text));
    const keep = () => ctx.explore?.show({ wrap: this.#reader.wrap ? null : '0', json: this.#reader.pretty ? '1' : null });
    this.#root = el('div', { class: 'pt-logs' },
      el('div', { class: 'pt-logs-tools' }, this.#reader.tools,
        button('wrap', 'Wrap', 'Let long lines go on below', () => (this.#reader.wrap = !this.#reader.wrap, keep())),
        button('pretty', 'JSON', 'Show lines that are JSON over several rows', () => (this.#reader.pretty = !this.#reader.pretty, keep())),
        button('order', '', 'Turn the order around', () => this.#turn()),
        button('live', 'Live', 'Show lines as they arrive', () => (this.#tail ? this.#endTail('') : this.#startTail())),
        button('pause', 'Pause', 'Hold arriving lines back', () => this.#tail.pause(!this.#tail.paused))),
      this.#volume?.element, this.#none, this.#reader.element,
      el('div', { class: 'pt-logs-foot' }, this.#total, this.#more, this.#note));
    // In an embed there are no lines but those of its range.
    if (ctx.embedded) this.#buttons.live.remove();
    body.append(this.#root);
    this.#press();
  }

  draw(data) {
    const other = this.#data !== data;
    const { variables, from, to } = this.#ctx.state;
    const question = JSON.stringify([this.#ctx.dataUrl, variables]);
    if (question !== this.#question) {
      if (this.#tail) this.#endTail('');
      [this.#question, this.#arrived] = [question, []];
      this.#pages = 0;
    }
    // Who has gone further keeps that place when the page refreshes by itself.
    if (other && this.#pages > 0) {
      const kept = this.#range === `${from} ${to}` ? keepPages(this.#data.logs, data.logs, data.fromMs) : null;
      if (kept) data.logs = kept;
      else this.#pages = 0;
    }
    this.#range = `${from} ${to}`;
    this.#data = data;
    if (this.#volume) {
      this.#volume.element.hidden = this.#body.clientHeight < LOW || data.logs.volume.length === 0;
      if (!this.#volume.element.hidden) this.#volume.draw(data);
    }
    if (other) {
      this.#reader.marks = [...(this.#settings.highlight ?? []), ...filterTexts(data.queries)];
      this.#read();
    }
    // The width that is left beside time and level, in letters of the list.
    this.#reader.resized(Math.floor((this.#reader.element.clientWidth - (this.#body.clientWidth < 560 ? 20 : 200)) / (textWidth('0', 12) * 1.08)));
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
    this.#stop.abort();
    this.#tail?.close();
    this.#volume?.dispose();
    this.#reader.dispose();
    this.#root.remove();
  }

  #read() {
    this.#answered = linesOf(this.#data.logs.streams, this.#settings);
    this.#list();
  }

  // Lines that have arrived may be in the answer as well, and twice where a connection was lost.
  #list() {
    let lines = this.#answered;
    if (this.#arrived.length > 0) {
      const known = new Set(lines.map((l) => l.key));
      this.#arrived = this.#arrived.filter((l) => !known.has(l.key) && known.add(l.key));
      lines = [...this.#arrived, ...lines].sort((a, b) => compareTimes(b.ns, a.ns));
    }
    const ordered = this.#newest ? lines : [...lines].reverse();
    this.#none.hidden = lines.length > 0;
    this.#reader.element.hidden = lines.length === 0;
    this.#reader.set(withoutRepeats(ordered, this.#settings.dedup), this.#tail !== null && !this.#newest);
    this.#foot(lines.length);
  }

  #foot(all) {
    const { next } = this.#data.logs;
    const shown = this.#reader.count;
    const full = this.#answered.length >= MOST;
    this.#total.textContent = `${all.toLocaleString('en')} ${all === 1 ? 'line' : 'lines'}${shown < all ? `, ${shown.toLocaleString('en')} without repeats` : ''}${this.#arrived.length >= MOST_FOLLOWED ? `; of those that arrived the last ${MOST_FOLLOWED.toLocaleString('en')}` : ''}${next && full ? '; choose a shorter range for others' : ''}`;
    this.#more.hidden = !next || full;
    this.#more.textContent = this.#settings.order === 'oldest' ? 'Newer lines' : 'Older lines';
  }

  #press() {
    const { wrap, pretty, order, live, pause } = this.#buttons;
    const press = (button, on) => button.setAttribute('aria-pressed', String(on));
    press(wrap, this.#reader.wrap);
    press(pretty, this.#reader.pretty);
    press(live, this.#tail !== null);
    press(pause, this.#tail?.paused === true);
    order.textContent = this.#newest ? 'Newest first' : 'Oldest first';
    pause.hidden = this.#tail === null;
    pause.textContent = this.#tail?.paused ? `Go on (${this.#tail.held.toLocaleString('en')} new)` : 'Pause';
    this.#root.classList.toggle('pt-logs-wrap', this.#reader.wrap);
  }

  #turn() {
    if (this.#ctx.explore) return this.#ctx.explore.show({ order: this.#newest ? 'oldest' : null });
    this.#newest = !this.#newest;
    this.#reader.element.scrollTop = 0;
    this.#list();
  }

  #traceHref(line) {
    const { links } = this.#data;
    const id = links ? traceIdOf(line, this.#settings.traceIdField ? [this.#settings.traceIdField] : links.traceId) : null;
    return id ? this.#ctx.places.traceHref(id) : null;
  }

  #detail(line) {
    return lineDetail(line, {
      zone: this.#ctx.zone,
      settings: this.#settings,
      traceHref: this.#traceHref(line),
      around: line.refId === null || this.#ctx.embedded ? null : async (of, before, limit) => (await this.#ask({ around: { refId: of.refId, labels: of.labels, timeNs: of.ns, before, limit } })).logs.streams,
      newestFirst: () => this.#newest,
      filter: this.#ctx.explore?.filter,
      resized: () => this.#reader.remeasure(),
    });
  }

  #url(action) {
    const url = new URL(this.#ctx.dataUrl, document.baseURI);
    url.pathname = url.pathname.replace(/\/data$/, `/${action}`);
    return url;
  }

  // The range is the answer's in milliseconds, so that it stays the same while time goes by.
  #ask(more) {
    const { fromMs, toMs } = this.#data;
    return ask(this.#url('lines').href, { from: String(fromMs), to: String(toMs), timeZone: this.#ctx.zone, variables: this.#ctx.state.variables, ...more }, this.#stop.signal, 0);
  }

  // Further lines become part of the answer, so that the inspector and the CSV file have them too.
  async #nextPage() {
    const data = this.#data;
    this.#more.disabled = true;
    this.#note.textContent = '';
    try {
      const { logs } = await this.#ask({ cursor: data.logs.next });
      data.logs.streams.push(...logs.streams);
      data.logs.next = logs.next;
      this.#pages += 1;
      if (this.#data === data) this.#read();
    } catch (e) {
      if (e?.name === 'AbortError') return;
      if (e instanceof Error) console.error(e);
      this.#note.textContent = e instanceof Error ? 'Further lines could not be shown.' : `${e.message} ${e.remedy ?? ''}`;
    }
    this.#more.disabled = false;
  }

  #startTail() {
    const url = this.#url('tail');
    for (const [name, values] of Object.entries(this.#ctx.state.variables ?? {})) for (const value of values) url.searchParams.append(`var-${name}`, value);
    this.#note.textContent = 'Waiting for lines…';
    this.#tail = new Tail(url.href, this.#settings, {
      lines: (lines) => this.#came(lines),
      note: (text) => (this.#note.textContent = text),
      over: (text) => this.#endTail(text),
    });
  }

  #endTail(text) {
    this.#tail.close();
    if (this.#tail.paused) this.#tail.pause(false);
    this.#tail = null;
    this.#note.textContent = text;
    this.#press();
  }

  // Which query found a line is not told; with one query it is known.
  #came(lines) {
    if (this.#note.textContent === 'Waiting for lines…') this.#note.textContent = '';
    const { queries } = this.#data;
    const refId = queries.length === 1 ? queries[0].refId : null;
    this.#arrived = [...lines.map((l) => ({ ...l, refId })), ...this.#arrived].slice(0, MOST_FOLLOWED);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => (this.#press(), lines.length > 0 && this.#list()));
  }
}
