// What is in a span: asked for when it is opened.

import { el, maskedText } from '../dom.js';
import { timeText } from '../axis.js';
import { format } from '../units.js';

export const nanoseconds = (ns) => format(ns, 'ns');

/** Draws a span into a box. `openTrace(traceId, spanId)` gives the address of another trace's span, or null; `logs(span)` where its lines are: `[{ text, href }]`. */
export function drawDetail(box, span, { zone, openTrace, logs, close }) {
  const facts = [
    ['Service', span.service],
    ['Operation', span.operation],
    ['Kind', span.kind],
    ['Begins', `${timeText(span.startUs / 1000, zone, true)}, ${nanoseconds(span.atNs)} into the trace`],
    ['Takes', nanoseconds(span.durationNs)],
    ['Span id', span.id],
    ['Caused by', span.parent],
  ].filter(([, value]) => value);
  const places = logs(span);
  box.replaceChildren(...[
    el('header', { class: 'pt-span-head' },
      el('h2', {}, maskedText(span.operation || span.id), span.error ? el('span', { class: 'pt-span-failed' }, 'failed') : null),
      el('button', { type: 'button', class: 'pt-icon-button', 'aria-label': 'Close', onclick: close }, '×')),
    places.length > 0 ? el('div', { class: 'pt-span-places' }, places.map((place) => el('a', { class: 'pt-button', href: place.href }, place.text))) : null,
    span.warnings.length > 0 ? el('ul', { class: 'pt-remarks' }, span.warnings.map((text) => el('li', { 'data-severity': 'warning' }, text))) : null,
    el('dl', { class: 'pt-record' }, facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, maskedText(value))])),
    section('Tags', span.attributes),
    section('Process', span.resource),
    span.events.length > 0 ? el('section', {}, el('h3', {}, `Events (${span.events.length})`), span.events.map((event) => el('details', { open: span.events.length <= 5 },
      el('summary', {}, el('span', { class: 'pt-num' }, nanoseconds(event.atNs)), ' ', event.name || 'event'), tags(event.attributes)))) : null,
    span.links.length > 0 ? el('section', {}, el('h3', {}, `Links (${span.links.length})`), el('ul', { class: 'pt-span-links' }, span.links.map((link) => {
      const href = openTrace?.(link.traceId, link.spanId);
      return el('li', {}, href ? el('a', { href }, `${link.traceId} · ${link.spanId}`) : `${link.traceId} · ${link.spanId}`, tags(link.attributes));
    }))) : null,
  ].filter(Boolean));
}

const section = (title, list) => (list.length > 0 ? el('section', {}, el('h3', {}, `${title} (${list.length})`), tags(list)) : null);

const tags = (list) => (list.length > 0 ? el('table', { class: 'pt-span-tags' }, el('tbody', {}, list.map((tag) => el('tr', {}, el('th', { scope: 'row' }, tag.key), el('td', { 'data-type': tag.type }, maskedText(tag.value)))))) : null);
