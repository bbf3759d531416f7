// A table that sorts by a click on a column's heading.

import { el, maskedText } from '../dom.js';
import { color, ink, onColor, settingsFor, show } from '../display.js';
import { timeText } from '../axis.js';
import { order, tableOf } from './rows.js';

const MOST = 1000;

export function create(body, ctx) {
  const { display } = ctx;
  const root = el('div', { class: 'pt-table-scroll', tabindex: '0', role: 'group' });
  const more = el('div', { class: 'pt-table-more', hidden: true });
  const wrap = el('div', { class: 'pt-table-wrap' }, root, more);
  body.append(wrap);
  let sort = display.sort ? { field: display.sort.field, descending: Boolean(display.sort.descending) } : null;
  let last = null;

  function sortBy(column) {
    const numeric = column.type !== 'string';
    if (sort && is(column, sort.field)) sort = sort.descending === numeric ? { field: column.name, descending: !numeric } : null;
    else sort = { field: column.name, descending: numeric };
    draw(last);
    root.querySelector(`[data-column="${CSS.escape(column.name)}"]`)?.focus();
  }

  function draw(data) {
    last = data;
    // Moments of lines are told by the millisecond, points of series are not.
    const columns = choose(tableOf(data), display, data).map((c) => ({ ...c, fine: c.type === 'time' && c.values.some((v) => v % 1000 !== 0) }));
    const sorted = sort ? columns.find((c) => is(c, sort.field)) : null;
    const count = columns[0]?.values.length ?? 0;
    const rows = sorted ? order(sorted, sort.descending) : [...Array(count).keys()];
    const at = root.scrollTop;
    root.setAttribute('aria-label', `Table of ${count} rows`);
    root.replaceChildren(el('table', { class: 'pt-table' },
      el('thead', {}, el('tr', {}, columns.map((c) => el('th', { scope: 'col', class: c.type === 'number' ? 'pt-right' : null, 'aria-sort': c === sorted ? (sort.descending ? 'descending' : 'ascending') : null },
        el('button', { type: 'button', 'data-column': c.name, title: `Sort by ${c.title}`, onclick: () => sortBy(c) }, c.title, el('i', { 'aria-hidden': 'true' }, c === sorted ? (sort.descending ? '↓' : '↑') : '')))))),
      el('tbody', {}, rows.slice(0, MOST).map((row) => el('tr', {}, columns.map((c) => cell(c, c.values[row])))))));
    root.scrollTop = at;
    more.hidden = count <= MOST;
    more.textContent = count > MOST ? `The first ${MOST.toLocaleString('en')} of ${count.toLocaleString('en')} rows. Sorting and CSV take them all.` : '';
  }

  function cell(column, value) {
    if (column.type === 'time') return el('td', { class: 'pt-num' }, value === null ? '' : timeText(value, ctx.zone, column.fine));
    const shown = show(value, column.settings, ctx.zone);
    const tint = shown.color ?? (column.settings.color && column.type === 'number' ? color(column.settings.color) : null);
    const style = !tint || display.colorMode === 'none' ? {} : display.colorMode === 'background' ? { background: tint, color: onColor(tint) } : { color: shown.ink ?? ink(column.settings.color) };
    return el('td', { class: column.type === 'number' ? 'pt-right pt-num' : null, title: typeof value === 'string' && value.length > 40 ? value : null, style }, maskedText(shown.text));
  }

  return { draw, dispose: () => wrap.remove() };
}

// A query's letter means its value column, as in the choice of columns.
const is = (column, field) => column.name === field || column.title === field || column.field === field || (column.type !== 'string' && column.refId === field);

// The chosen columns in their order. Without a choice: all but a time that is the same in every row, and but internal labels.
function choose(columns, display, data) {
  const dress = (c, title, unit) => {
    const settings = settingsFor(display, c.name, c.refId);
    const titled = title ? settingsFor({ ...settings, overrides: display.overrides }, title, '') : settings;
    return { ...c, title: title ?? settings.displayName ?? c.name, settings: { ...titled, unit: unit ?? titled.unit } };
  };
  if (display.columns?.length > 0) {
    const find = (field) => columns.find((c) => c.name === field) ?? columns.find((c) => c.type === 'number' && c.refId === field) ?? columns.find((c) => c.field === field);
    const rows = columns[0]?.values.length ?? 0;
    return display.columns.map((t) => {
      const found = find(t.field) ?? { name: t.field, field: t.field, refId: '', type: 'string', values: new Array(rows).fill(null) };
      return dress(found, t.title ?? undefined, t.unit ?? undefined);
    });
  }
  const table = data.frames.some((f) => f.fields.some((x) => x.type === 'string'));
  return columns.filter((c) => !(table && c.type === 'time' && new Set(c.values).size <= 1) && !c.name.startsWith('__')).map((c) => dress(c)).filter((c) => !c.settings.hidden);
}
