// Log lines as they are listed: one list out of streams, levels, order and repeated lines. No function here touches the page.

/** Levels from the worst down; a line has one of them. */
export const LEVELS = ['error', 'warn', 'info', 'debug', 'trace', 'unknown'];

const LEVEL_FIELDS = ['level', 'detected_level'];
const STARTS = [['error', /^(err|fatal|crit|emerg|alert|panic|severe|e$|f$)/], ['warn', /^(warn|w$)/], ['info', /^(info|notice|i$)/], ['debug', /^(debug|d$|fine$)/], ['trace', /^(trace|verbose|t$|fine(r|st)$)/]];
// Lines without a level beside them often tell it themselves.
const TOLD = /\b(?:level|lvl|severity)"?\s*[=:]\s*"?(\w+)/i;
const LOOK = 1000;
// Terminals' colours are noise here.
const ESCAPES = /\u001b\[[0-9;]*m/g;

/** One of `LEVELS` for what a label says. */
export function levelOf(text) {
  const word = String(text ?? '').trim().toLowerCase();
  return STARTS.find(([, start]) => start.test(word))?.[0] ?? 'unknown';
}

/** Below nought where `a` is the earlier of two moments, given as texts of nanoseconds. */
export const compareTimes = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/**
 * The lines of streams, newest first: `{ key, ns, ms, text, raw, labels, meta, refId, level }`. Lines that are there twice, text and moment, are told apart by their keys;
 * with `once` they are given once. `order` is that of the lines in their streams, and of lines of the same moment.
 */
export function linesOf(streams, { levelField, order } = {}, once = false) {
  const names = levelField ? [levelField] : LEVEL_FIELDS;
  const seen = new Map();
  const lines = [];
  for (const stream of streams) {
    const own = names.map((n) => stream.labels[n]).find((v) => v !== undefined);
    for (const [ns, raw, meta = null] of stream.lines) {
      const key = `${ns} ${raw}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (count > 1 && once) continue;
      const said = (meta && names.map((n) => meta[n]).find((v) => v !== undefined)) ?? own ?? (levelField ? null : TOLD.exec(raw.slice(0, LOOK))?.[1]);
      lines.push({ key: count > 1 ? `${key} ${count}` : key, ns, ms: Number(ns.slice(0, -6)), text: raw.replace(ESCAPES, ''), raw, labels: stream.labels, meta, refId: stream.refId ?? null, level: levelOf(said) });
    }
  }
  if (order === 'oldest') lines.reverse();
  return lines.sort((a, b) => compareTimes(b.ns, a.ns));
}

/**
 * The lines of a fresh first page together with those of `old`, an answer to the same question to which further pages were added: what is still in the range stays.
 * Null where lines may be missing between the two.
 */
export function keepPages(old, fresh, fromMs) {
  const times = (logs) => logs.streams.flatMap((stream) => stream.lines.map(([ns]) => ns)).sort(compareTimes);
  const [before, now] = [times(old), times(fresh)];
  if (before.length === 0 || now.length === 0 || (fresh.next !== null && (compareTimes(now[0], before.at(-1)) > 0 || compareTimes(before[0], now.at(-1)) > 0))) return null;
  const start = `${Math.floor(fromMs)}000000`;
  const known = new Set(linesOf(fresh.streams).map((line) => line.key));
  const seen = new Map();
  const kept = old.streams.map((stream) => ({
    ...stream,
    lines: stream.lines.filter(([ns, raw]) => {
      const key = `${ns} ${raw}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return compareTimes(ns, start) >= 0 && !known.has(count > 1 ? `${key} ${count}` : key);
    }),
  }));
  return { ...fresh, streams: [...fresh.streams, ...kept.filter((stream) => stream.lines.length > 0)], next: old.next !== null && compareTimes(old.next, start) < 0 ? null : old.next };
}

const SAME = {
  exact: (text) => text,
  numbers: (text) => text.replace(/\d+/g, '0'),
  signature: (text) => text.replace(/[\p{L}\p{N}]+/gu, ''),
};

/** Lines of which neighbours that are the same in a way are one, with the number of them in `times`. */
export function withoutRepeats(lines, way) {
  const same = SAME[way];
  if (!same) return lines;
  const kept = [];
  let last = null;
  for (const line of lines) {
    const text = same(line.text);
    if (text === last) kept.at(-1).times += 1;
    else kept.push({ ...line, times: 1 });
    last = text;
  }
  return kept;
}

/** Texts that a query's line filters look for, as far as they are plain. */
export function filterTexts(queries) {
  const found = [];
  for (const { expr } of queries ?? []) {
    for (const [, quoted, plain] of (expr ?? '').matchAll(/\|=\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)) found.push(plain ?? quoted.replace(/\\(.)/g, '$1'));
  }
  return found.filter((text) => text.length > 0).slice(0, 20);
}

/** An expression that finds any of the texts, whatever their case; null for none. */
export function finder(texts) {
  const some = texts.filter((t) => t).map((t) => t.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).sort((a, b) => b.length - a.length);
  return some.length > 0 ? new RegExp(some.join('|'), 'gi') : null;
}
