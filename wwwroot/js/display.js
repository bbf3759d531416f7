// What a panel's display settings mean for one series or value: overrides, thresholds, mappings, colours, and a series as one number.

import { token } from './dom.js';
import { format, formatParts } from './units.js';

const NAMES = new Set(['green', 'yellow', 'orange', 'red', 'blue', 'purple', 'gray', 'teal', 'pink']);
const ALIASES = { grey: 'gray', violet: 'purple', cyan: 'teal', amber: 'yellow', magenta: 'pink' };
const SHADES = /^(super-light|light|semi-dark|dark)-/;
export const PALETTE = 12;

/** A colour to draw with, from a name or `#rgb`, `#rrggbb`, `#rrggbbaa`; anything else is the text's colour. */
export function color(name) {
  if (!name) return token('text');
  if (/^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(name)) return name;
  const plainName = name.toLowerCase().replace(SHADES, '');
  const known = ALIASES[plainName] ?? plainName;
  if (NAMES.has(known)) return token(known);
  if (/^series-\d+$/.test(known)) return token(known);
  return known === 'transparent' ? 'transparent' : token('text');
}

/** The same for text on a panel. */
export function ink(name) {
  const plainName = name?.toLowerCase().replace(SHADES, '');
  return (plainName && NAMES.has(ALIASES[plainName] ?? plainName) && token(`${ALIASES[plainName] ?? plainName}-ink`)) || color(name);
}

/** The colour with an opacity from 0 to 1. */
export function fade(hex, opacity) {
  const full = /^#[0-9a-f]{3}$/i.test(hex) ? `#${[...hex.slice(1)].map((c) => c + c).join('')}` : hex;
  if (!full.startsWith('#')) return full;
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(full.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

/** Black or white, whichever is read better on the colour. */
export function onColor(hex) {
  const full = /^#[0-9a-f]{3}$/i.test(hex) ? `#${[...hex.slice(1)].map((c) => c + c).join('')}` : hex;
  if (!/^#[0-9a-f]{6}/i.test(full)) return token('text');
  const [r, g, b] = [1, 3, 5].map((i) => (parseInt(full.slice(i, i + 2), 16) / 255)).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.195 ? '#10141a' : '#ffffff';
}

/** Settings of one series or column: the panel's, with the matching overrides put over them in order. */
export function settingsFor(display, name, refId) {
  const settings = { ...display, axis: { ...display.axis, side: 'left' }, color: null, displayName: null, dashed: false, hidden: false };
  for (const o of display.overrides ?? []) {
    const hit = o.series != null ? o.series === name : o.seriesRegex != null ? matches(o.seriesRegex, name) : o.query != null && o.query === refId;
    if (!hit) continue;
    for (const key of ['unit', 'decimals', 'color', 'displayName', 'draw', 'lineWidth', 'fillOpacity', 'dashed', 'hidden', 'thresholds']) if (o[key] != null) settings[key] = o[key];
    if (o.axis) settings.axis = { ...settings.axis, side: o.axis };
  }
  return settings;
}

function matches(pattern, text) {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

/** Colours that stay with their series while the panel lives, whatever the order of an answer. */
export class Colors {
  #places = new Map();

  of(name) {
    if (!this.#places.has(name)) this.#places.set(name, this.#places.size);
    return token(`series-${(this.#places.get(name) % PALETTE) + 1}`);
  }
}

/** The threshold in force for a value, or null; percentages are of the range from min to max. */
export function threshold(value, settings) {
  const steps = settings.thresholds?.steps;
  if (!steps?.length || value === null || value === undefined || Number.isNaN(value)) return null;
  let hit = null;
  for (const step of steps) if (step.value == null || value >= stepValue(step, settings)) hit = step;
  return hit;
}

/** Where a threshold stands on the value axis; null for the base. */
export function stepValue(step, settings) {
  if (step.value == null) return null;
  if (settings.thresholds.mode !== 'percentage') return step.value;
  const min = settings.min ?? 0;
  return min + ((settings.max ?? 100) - min) * (step.value / 100);
}

function mapping(value, settings) {
  for (const m of settings.mappings ?? []) {
    if (m.value != null) {
      if (value !== null && String(value) === String(m.value)) return m;
      if (typeof value === 'number' && m.value.trim?.() !== '' && Number(m.value) === value) return m;
    } else if (m.special) {
      if ((m.special === 'null' || m.special === 'nan') && (value === null || value === undefined || Number.isNaN(value))) return m;
      if (m.special === 'empty' && value === '') return m;
    } else if (typeof value === 'number' && (m.from != null || m.to != null) && value >= (m.from ?? -Infinity) && value <= (m.to ?? Infinity)) return m;
  }
  return null;
}

/** How a value is shown: `{ text, parts, color, ink }`, `ink` being the colour for text; both are null where neither a mapping nor a threshold gives one. */
export function show(value, settings, zone) {
  const mapped = mapping(value, settings);
  const step = typeof value === 'number' ? threshold(value, settings) : null;
  const chosen = mapped?.color ?? step?.color ?? null;
  const plain = (text) => ({ text, parts: { prefix: '', number: text, suffix: '' }, color: chosen ? color(chosen) : null, ink: chosen ? ink(chosen) : null });
  if (mapped?.text != null) return plain(mapped.text);
  if (value === null || value === undefined || Number.isNaN(value) || value === '') return plain(settings.noValue ?? '–');
  if (typeof value !== 'number') return plain(String(value));
  const parts = formatParts(value, settings.unit, settings.decimals, zone);
  return { text: format(value, settings.unit, settings.decimals, zone), parts, color: chosen ? color(chosen) : null, ink: chosen ? ink(chosen) : null };
}

/** A column of numbers as one number; null where there is none. */
export function reduce(values, calculation) {
  if (calculation === 'last') return values.at(-1) ?? null;
  const numbers = values.filter((v) => typeof v === 'number');
  if (calculation === 'count') return numbers.length;
  if (numbers.length === 0) return null;
  switch (calculation) {
    case 'first': return numbers[0];
    case 'min': return smallest(numbers);
    case 'max': return largest(numbers);
    case 'mean': return sum(numbers) / numbers.length;
    case 'sum': return sum(numbers);
    case 'range': return largest(numbers) - smallest(numbers);
    case 'delta': return numbers.at(-1) - numbers[0];
    default: return numbers.at(-1);
  }
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const smallest = (numbers) => numbers.reduce((a, b) => (b < a ? b : a));
const largest = (numbers) => numbers.reduce((a, b) => (b > a ? b : a));

const isTime = (field) => field.type === 'time';
const isNumber = (field) => field.type === 'number';

/**
 * The series of an answer: `{ key, name, refId, labels, times, values, settings }`, one for each number column with a time column beside it.
 * Equal names are told apart by number.
 */
export function seriesOf(data, display) {
  const series = [];
  const seen = new Map();
  for (const frame of data.frames) {
    const time = frame.fields.find(isTime);
    const numbers = frame.fields.filter(isNumber);
    for (const field of time ? numbers : []) {
      const own = numbers.length > 1 && field.name !== 'Value' ? field.name : null;
      const name = own ?? (frame.name || frame.metric || field.name);
      const settings = settingsFor(display, name, frame.refId);
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      series.push({ key: count > 1 ? `${name} ${count}` : name, name: settings.displayName ?? name, refId: frame.refId, labels: frame.labels ?? {}, times: time.values, values: field.values, settings });
    }
  }
  return series;
}

/** Single values for stat, gauge, bar gauge, bar chart and pie: series reduced to one number, and rows of tables as they are. */
export function valuesOf(data, display) {
  const items = seriesOf(data, display).filter((s) => !isTable(data, s)).map((s) => ({ ...s, value: reduce(s.values, display.calculation) }));
  for (const frame of data.frames.filter(tableFrame)) {
    const texts = frame.fields.filter((f) => f.type === 'string');
    for (const field of frame.fields.filter(isNumber)) {
      for (let row = 0; row < field.values.length; row += 1) {
        const name = texts.map((t) => t.values[row]).filter((t) => t != null && t !== '').join(' ') || field.name;
        const settings = settingsFor(display, name, frame.refId);
        items.push({ key: `${name} ${items.length}`, name: settings.displayName ?? name, refId: frame.refId, labels: {}, times: [], values: [], value: field.values[row], settings });
      }
    }
  }
  return items.filter((i) => !i.settings.hidden);
}

const tableFrame = (frame) => frame.fields.some((f) => f.type === 'string') || !frame.fields.some(isTime);
const isTable = (data, series) => data.frames.some((f) => tableFrame(f) && f.fields.some((field) => field.values === series.values));
