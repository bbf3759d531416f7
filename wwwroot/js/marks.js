// Marks over charts over time: asked for once for all charts of a page, drawn by each.

import { el } from './dom.js';
import { color, fade } from './display.js';
import { timeText } from './axis.js';
import { ask } from './queue.js';

const KEPT = 8;
const answers = new Map();

/** The annotations with their marks; `marks` is where they are asked for and, after '#', which. None where they cannot be had. */
export function marksOf(marks, { from, to, timeZone, variables, fresh }) {
  const [url, names] = marks.split('#');
  const body = { from, to, timeZone, variables, fresh, ...(names ? { annotations: names.split(',') } : {}) };
  // Panels that load together ask together; a later load asks again.
  const key = JSON.stringify([url, body]);
  const known = answers.get(key);
  if (known && performance.now() - known.at < 3000) return known.answer;
  const answer = ask(new URL(url, document.baseURI).href, body, new AbortController().signal, Infinity).then((a) => a.annotations, () => []);
  answers.delete(key);
  answers.set(key, { at: performance.now(), answer });
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  return answer;
}

/** The marks in a range, each with its annotation's label and colour. */
export const marksIn = (annotations, from, to) =>
  annotations.flatMap((a) => a.marks.filter((m) => (m.endMs ?? m.timeMs) >= from && m.timeMs <= to).map((m) => ({ ...m, label: a.label, color: color(a.color) }))).sort((a, b) => a.timeMs - b.timeMs);

/** Marks as shapes of a plot: a dashed line for a moment, a band for what lasts. */
export const shapesOf = (marks, from, to) => marks.flatMap((m) => {
  const at = { yref: 'paper', y0: 0, y1: 1 };
  const line = (x) => ({ ...at, type: 'line', x0: x, x1: x, layer: 'above', line: { color: m.color, width: 1.4, dash: '5px,4px' } });
  if (!m.endMs) return [line(m.timeMs)];
  return [{ ...at, type: 'rect', x0: Math.max(m.timeMs, from), x1: Math.min(m.endMs, to), layer: 'below', line: { width: 0 }, fillcolor: fade(m.color, 0.14) }, ...(m.timeMs >= from ? [line(m.timeMs)] : [])];
});

/** The marks as a list for those who do not see the chart. */
export class MarkList {
  element = el('ul', { class: 'pt-visually-hidden', 'aria-label': 'Marks' });

  draw(marks, zone) {
    this.element.hidden = marks.length === 0;
    this.element.replaceChildren(...marks.map((m) => el('li', {}, `${timeText(m.timeMs, zone)}${m.endMs ? ` to ${timeText(m.endMs, zone)}` : ''}, ${m.label}: ${[m.title, m.text].filter(Boolean).join(', ')}`)));
  }
}
