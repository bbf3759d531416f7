// A trace in the browser: the columns that the server sends, which rows are seen, and what lies beneath what. No function here touches the page.

export const FAILED = 1;
export const PARENT_MISSING = 2;
export const REMARKS = 4;
export const NOT_WAITED_FOR = 8;

/** A trace of which parts may be folded. Rows are named by their place in the whole. */
export class TraceModel {
  #folded = new Set();
  #shown = null;

  constructor(trace) {
    this.trace = trace;
    this.spans = trace.spans;
    this.count = trace.spans.id.length;
    this.length = Math.max(1, trace.durationNs);
    this.critical = new Map();
    for (const [row, from, to] of trace.critical) {
      if (!this.critical.has(row)) this.critical.set(row, []);
      this.critical.get(row).push([from, to]);
    }
  }

  service(row) {
    return this.trace.services[this.spans.service[row]];
  }

  operation(row) {
    return this.trace.operations[this.spans.operation[row]];
  }

  has(row, flag) {
    return (this.spans.flags[row] & flag) !== 0;
  }

  isParent(row) {
    return this.spans.descendants[row] > 0;
  }

  isFolded(row) {
    return this.#folded.has(row);
  }

  /** The row that this one lies beneath; −1 for a root. */
  parent(row) {
    const depth = this.spans.depth[row];
    for (let i = row - 1; i >= 0 && depth > 0; i -= 1) if (this.spans.depth[i] < depth) return i;
    return -1;
  }

  fold(row, on) {
    if (!this.isParent(row) || on === this.isFolded(row)) return;
    if (on) this.#folded.add(row);
    else this.#folded.delete(row);
    this.#shown = null;
  }

  /** Folds all that has something beneath it, or nothing. The roots stay open. */
  foldAll(on) {
    this.#folded.clear();
    if (on) for (let row = 0; row < this.count; row += 1) if (this.isParent(row) && this.spans.depth[row] > 0) this.#folded.add(row);
    this.#shown = null;
  }

  /** Opens all that a row lies beneath. */
  reveal(row) {
    for (let up = this.parent(row); up >= 0; up = this.parent(up)) this.fold(up, false);
  }

  /** The rows that are seen, in their order. */
  shown() {
    if (this.#shown) return this.#shown;
    const rows = [];
    for (let row = 0; row < this.count; row += 1) {
      rows.push(row);
      if (this.#folded.has(row)) row += this.spans.descendants[row];
    }
    this.#shown = rows;
    return rows;
  }

  /** Where a row stands among those that are seen; −1 where it is folded away. */
  place(row) {
    const rows = this.shown();
    let low = 0;
    let high = rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (rows[middle] === row) return middle;
      if (rows[middle] < row) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The rows whose service, operation or id hold a text. */
  find(text) {
    const word = text.toLowerCase();
    const fits = (names) => names.map((name) => name.toLowerCase().includes(word));
    const services = fits(this.trace.services);
    const operations = fits(this.trace.operations);
    const rows = [];
    for (let row = 0; row < this.count; row += 1) if (services[this.spans.service[row]] || operations[this.spans.operation[row]] || this.spans.id[row].includes(word)) rows.push(row);
    return rows;
  }

  errors() {
    const rows = [];
    for (let row = 0; row < this.count; row += 1) if (this.has(row, FAILED)) rows.push(row);
    return rows;
  }
}

/** Ticks of a trace's time axis: nanoseconds from its begin, on round steps. */
export function spanTicks(from, to, count) {
  const rough = Math.max(1, (to - from) / Math.max(1, count));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((m) => m * power >= rough * 0.999) * power;
  const ticks = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9 && ticks.length < 50; i += 1) ticks.push(i * step);
  return ticks;
}
