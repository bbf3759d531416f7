// Divides axes: values by unit, times by time zone. No function here touches the page.

import { format, scaleOf } from './units.js';

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];

function niceStep(rough, scale) {
  if (scale.kind === 'time') {
    const seconds = rough * scale.factor;
    if (seconds >= 1) return (TIME_STEPS.find((s) => s >= seconds) ?? Math.ceil(seconds / 604800) * 604800) / scale.factor;
  }
  if (scale.kind === 'binary' && rough * scale.factor >= 1) return 2 ** Math.ceil(Math.log2(rough));
  const power = 10 ** Math.floor(Math.log10(rough));
  return (([1, 2, 2.5, 5, 10].find((m) => m * power >= rough * 0.9999)) ?? 10) * power;
}

/**
 * A value axis over the data's range: `{ min, max, ticks: [{ value, text }] }`. `fixed.min` and `fixed.max` are kept as they are,
 * `fixed.softMin` and `fixed.softMax` are reached at least.
 */
export function valueAxis(low, high, fixed, count, unit, decimals) {
  let min = fixed.min ?? Math.min(low, fixed.softMin ?? low);
  let max = fixed.max ?? Math.max(high, fixed.softMax ?? high);
  if (!Number.isFinite(min) || !Number.isFinite(max)) [min, max] = [fixed.min ?? 0, fixed.max ?? (fixed.min ?? 0) + 1];
  // Counts and rates are read against nought; a narrow band far from it is read for its form.
  if (fixed.min == null && min > 0 && min < (max - min) * 2.5) min = 0;
  if (fixed.max == null && max < 0 && -max < (max - min) * 2.5) max = 0;
  if (max <= min) {
    const pad = Math.abs(min) * 0.1 || 1;
    if (fixed.max == null) max = min + pad;
    if (fixed.min == null && min !== 0) min -= pad;
    if (max <= min) max = min + 1;
  }
  const step = niceStep((max - min) / Math.max(1, count), scaleOf(unit));
  if (fixed.min == null) min = Math.floor(min / step + 1e-9) * step;
  if (fixed.max == null) max = Math.ceil(max / step - 1e-9) * step;
  const ticks = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9 && ticks.length < 40; i += 1) ticks.push(Number((i * step).toPrecision(12)));
  return { min, max, ticks: labelled(ticks, unit, decimals) };
}

/** A logarithmic axis: powers of ten, thinned to about `count`. Values at or below nought are left out. */
export function logAxis(low, high, fixed, count, unit, decimals) {
  const max = fixed.max > 0 ? fixed.max : Math.max(high, 1e-12);
  const min = fixed.min > 0 ? fixed.min : Math.min(low, max / 10);
  const from = Math.floor(Math.log10(min) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(max) - 1e-9));
  const every = Math.max(1, Math.ceil((to - from) / Math.max(1, count)));
  const ticks = [];
  for (let power = from; power <= to; power += every) ticks.push(10 ** power);
  return { min: 10 ** from, max: 10 ** to, ticks: labelled(ticks, unit, decimals) };
}

// Neighbouring ticks must not read the same: where they do, digits are added.
function labelled(values, unit, decimals) {
  let texts = values.map((v) => format(v, unit, decimals));
  for (let places = 1; places <= 6 && new Set(texts).size < texts.length; places += 1) texts = values.map((v) => format(v, unit, places));
  return values.map((value, i) => ({ value, text: texts[i] }));
}

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 182 * DAY, 365 * DAY];

const formatters = new Map();
const zones = new Map();
let own;

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options }));
  return formatters.get(key);
}

/** The zone to use for `browser`, `utc`, an IANA name or nothing; an unknown name is UTC. */
export function resolveZone(name) {
  if (!name || name === 'browser') return (own ??= Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
  if (!zones.has(name)) zones.set(name, knownZone(name));
  return zones.get(name);
}

function knownZone(name) {
  if (name.toLowerCase() === 'utc') return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** Milliseconds by which a zone's clocks are ahead of UTC at an instant. */
export function zoneOffset(ms, zone) {
  if (zone === 'UTC') return 0;
  const p = Object.fromEntries(formatter(zone, { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    .formatToParts(ms).map((part) => [part.type, Number(part.value)]));
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
}

/** An instant in full: `2026-03-01 14:05:00`, with milliseconds where the step is finer than a second. */
export function timeText(ms, zone, fine = false) {
  const local = new Date(ms + zoneOffset(ms, zone)).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, fine ? 23 : 19)}`;
}

/** Ticks of a time axis: at most `count`, on round local times, the first of a day showing its date. */
export function timeTicks(from, to, count, zone) {
  const span = to - from;
  const step = STEPS.find((s) => span / s <= Math.max(1, count)) ?? 365 * DAY;
  const ticks = [];
  if (step > 14 * DAY) {
    const months = Math.max(1, Math.round(step / (30.4 * DAY)));
    const first = new Date(from + zoneOffset(from, zone));
    for (let i = 0; i < 100; i += 1) {
      const local = Date.UTC(first.getUTCFullYear(), Math.floor(first.getUTCMonth() / months) * months + i * months, 1);
      const ms = local - zoneOffset(local - zoneOffset(local, zone), zone);
      if (ms > to) break;
      if (ms >= from) ticks.push({ value: ms, text: formatter(zone, months >= 12 ? { year: 'numeric' } : { month: 'short', year: 'numeric' }).format(ms) });
    }
    return ticks;
  }
  // Weeks begin on a Monday; 1970 began on a Thursday.
  const base = step % (7 * DAY) === 0 ? 4 * DAY : 0;
  let local = Math.ceil((from + zoneOffset(from, zone) - base) / step) * step + base;
  for (let i = 0; i < 200; i += 1, local += step) {
    const guess = local - zoneOffset(local, zone);
    const ms = local - zoneOffset(guess, zone);
    if (ms > to) break;
    if (ms < from || ticks.at(-1)?.value >= ms) continue;
    ticks.push({ value: ms, text: tickText(ms, step, zone) });
  }
  return ticks;
}

function tickText(ms, step, zone) {
  // Not the wanted local time: where clocks jump forward, that one does not exist.
  const local = ms + zoneOffset(ms, zone);
  if (local % DAY === 0) return formatter(zone, { day: '2-digit', month: 'short' }).format(ms);
  const text = new Date(local).toISOString();
  return step >= MINUTE ? text.slice(11, 16) : step >= 1000 ? text.slice(11, 19) : text.slice(14, 23);
}
