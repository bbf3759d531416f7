// What a line unfolds to: its text in full, its labels and fields, its trace, and its neighbours.

import { el, maskedText } from '../dom.js';
import { timeText } from '../axis.js';
import { jsonOf, parsedFields, pretty } from './fields.js';
import { linesOf } from './lines.js';

const AROUND = 10;
const LONGEST = 1000;

/** Builds it. `options`: `zone`, `settings` of logs, `traceHref` or null, `around(line, before, limit)` that gives streams or null, `filter(part, name, value, negated)` or nothing, `resized()` to be told of another height. */
export function lineDetail(line, options) {
  const json = jsonOf(line.text) !== null;
  const text = json ? pretty(line.text) : line.text;
  const parsed = parsedFields(line.text);
  const { filter } = options;
  const read = new Set(parsed.map(([name]) => nameOf(name)));
  const neighbours = el('div', { class: 'pt-line-around' });
  const context = options.around ? el('button', { type: 'button', class: 'pt-button', onclick: () => showAround(context, neighbours, line, options) }, 'Context') : null;
  return el('div', { class: 'pt-line-detail', role: 'gridcell' },
    el('div', { class: 'pt-line-actions' },
      copyButton('Copy line', () => line.raw), context,
      options.traceHref ? el('a', { class: 'pt-button', href: options.traceHref }, 'Trace') : null,
      el('span', { class: 'pt-num' }, `${timeText(line.ms, options.zone, true)}${line.ns.slice(-6)} ${options.zone}`)),
    el('pre', { class: 'pt-line-full', tabindex: '0' }, maskedText(text)),
    facts('Labels', Object.entries(line.labels), filter, (name) => ['label', name]),
    // A query that reads fields gives them beside the line, as it does its metadata.
    facts('Metadata', Object.entries(line.meta ?? {}), filter, (name) => [read.has(name) ? 'field' : 'meta', name]),
    facts(json ? 'Fields of the JSON' : 'Fields of the line', parsed, filter, (name) => ['field', nameOf(name) in line.labels ? `${nameOf(name)}_extracted` : nameOf(name)]),
    neighbours);
}

// As parsers of a log store call a field.
const nameOf = (name) => name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');

function facts(title, pairs, filter, place) {
  if (pairs.length === 0) return null;
  const only = (name, value, negated) => el('button', { type: 'button', class: 'pt-line-copy', title: `${negated ? 'Without' : 'Only'} lines with this ${name}`, 'aria-label': `${negated ? 'Without' : 'Only'} lines with this ${name}`, onclick: () => filter(...place(name), value, negated) }, negated ? '≠' : '=');
  return el('section', {}, el('h4', {}, title),
    el('dl', {}, pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, el('span', {}, maskedText(value)),
      el('span', { class: 'pt-line-tools' }, filter && value.length <= LONGEST && value !== '' ? [only(name, value, false), only(name, value, true)] : null, copyButton('Copy', () => value, `Copy ${name}`)))))));
}

function copyButton(text, value, label = null) {
  const button = el('button', { type: 'button', class: label ? 'pt-line-copy' : 'pt-button', 'aria-label': label, onclick: async () => {
    try {
      await navigator.clipboard.writeText(value());
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => (button.textContent = text), 1500);
  } }, text);
  return button;
}

async function showAround(button, box, line, options) {
  button.disabled = true;
  box.replaceChildren(el('p', { role: 'status' }, 'Asking for the lines around…'));
  options.resized();
  try {
    // The lines before come with those of the same moment, the line itself among them.
    const [before, after] = await Promise.all([options.around(line, true, AROUND + 1), options.around(line, false, AROUND)]);
    const newestFirst = options.newestFirst();
    const lines = [...linesOf(after, { ...options.settings, order: 'oldest' }), ...linesOf(before, { ...options.settings, order: 'newest' })];
    if (!newestFirst) lines.reverse();
    const own = lines.findIndex((l) => l.ns === line.ns && l.raw === line.raw);
    box.replaceChildren(el('h4', {}, 'Lines of the same stream around this one'),
      el('ol', {}, lines.map((l, i) => el('li', { 'data-level': l.level, 'aria-current': i === own ? 'true' : null }, el('time', { class: 'pt-num' }, timeText(l.ms, options.zone, true)), el('span', {}, maskedText(l.text))))));
  } catch (e) {
    if (e?.name === 'AbortError') return;
    if (e instanceof Error) console.error(e);
    box.replaceChildren(el('p', { role: 'alert' }, e instanceof Error ? 'The lines around could not be shown.' : `${e.message} ${e.remedy ?? ''}`));
  }
  button.disabled = false;
  options.resized();
}
