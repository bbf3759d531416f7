// An answer as one table: what the table panel, the inspector and the CSV file show.

import { linesOf } from '../logs/lines.js';

/**
 * Columns `{ name, refId, type, values }` of one length. Tables of several queries are joined on their text columns, and their value columns are then called
 * `Value #A`, `Value #B`, …; series over time are joined on their times.
 * Lines have a column for each label and each name in their metadata, which go before a label of the same name.
 */
export function tableOf(data) {
  if (data.logs) return tableOfLines(linesOf(data.logs.streams));
  if (data.traces) return tableOfTraces(data.traces);
  if (data.trace) return tableOfSpans(data.trace);
  if (data.serviceMap) return tableOfCalls(data.serviceMap);
  const frames = data.frames.filter((f) => f.fields.length > 0);
  const tables = frames.filter((f) => !isSeries(f));
  return tables.length > 0 ? joinTables(tables) : joinSeries(frames);
}

const columnsOf = (rows) => (name, type, value) => ({ name, field: name, refId: '', type, values: rows.map(value) });

function tableOfTraces(traces) {
  const column = columnsOf(traces);
  return [
    column('Time', 'time', (t) => t.startUs / 1000),
    column('Trace', 'string', (t) => t.id),
    column('Service', 'string', (t) => t.service),
    column('Operation', 'string', (t) => t.operation),
    column('Nanoseconds', 'number', (t) => t.durationNs),
    column('Spans', 'number', (t) => t.spans),
    column('Errors', 'number', (t) => t.errors),
  ];
}

function tableOfSpans({ startUs, services, operations, spans }) {
  const column = columnsOf(spans.id);
  return [
    column('Time', 'time', (_, i) => startUs / 1000 + spans.start[i] / 1e6),
    column('Span', 'string', (id) => id),
    column('Service', 'string', (_, i) => services[spans.service[i]]),
    column('Operation', 'string', (_, i) => operations[spans.operation[i]]),
    column('Depth', 'number', (_, i) => spans.depth[i]),
    column('Begins after', 'number', (_, i) => spans.start[i]),
    column('Nanoseconds', 'number', (_, i) => spans.duration[i]),
    column('Failed', 'number', (_, i) => spans.flags[i] & 1),
  ];
}

function tableOfCalls({ calls, services = {} }) {
  const column = columnsOf(calls);
  return [
    column('Caller', 'string', (c) => c.caller),
    column('Callee', 'string', (c) => c.callee),
    column('Calls', 'number', (c) => c.calls),
    column('Requests per second of the callee', 'number', (c) => services[c.callee]?.rate ?? null),
    column('Errors of the callee', 'number', (c) => services[c.callee]?.errors ?? null),
  ];
}

function tableOfLines(lines) {
  const names = [...new Set(lines.flatMap((l) => [...Object.keys(l.labels), ...Object.keys(l.meta ?? {})]))];
  const column = columnsOf(lines);
  return [
    column('Time', 'time', (l) => l.ms),
    column('Line', 'string', (l) => l.raw),
    column('Nanoseconds', 'string', (l) => l.ns),
    ...names.map((name) => column(name, 'string', (l) => l.meta?.[name] ?? l.labels[name] ?? null)),
  ];
}

const isSeries = (frame) => frame.fields[0].type === 'time' && !frame.fields.some((f) => f.type === 'string');

function joinTables(frames) {
  const several = new Set(frames.map((f) => f.refId)).size > 1;
  const keys = [];
  const columns = new Map();
  const rows = new Map();
  for (const frame of frames) {
    const texts = frame.fields.filter((f) => f.type === 'string');
    for (const field of frame.fields) {
      const name = nameIn(frame, field, several);
      if (!columns.has(name)) columns.set(name, { name, field: field.name, refId: frame.refId, type: field.type, values: [] });
      if (field.type === 'string' && !keys.includes(name)) keys.push(name);
    }
    for (let row = 0; row < frame.fields[0].values.length; row += 1) {
      // Rows that look the same once they are masked need not be the same.
      const masked = texts.some((t) => t.values[row]?.includes('***'));
      const key = several && !masked ? JSON.stringify(texts.map((t) => [t.name, t.values[row]]).sort()) : `row ${rows.size}`;
      const found = rows.get(key) ?? {};
      rows.set(key, found);
      for (const field of frame.fields) found[nameIn(frame, field, several)] = field.values[row];
    }
  }
  const all = [...columns.values()];
  for (const row of rows.values()) for (const column of all) column.values.push(row[column.name] ?? null);
  return all;
}

const nameIn = (frame, field, several) => (several && field.type !== 'string' && field.type !== 'time' ? `${field.name} #${frame.refId}` : field.name);

function joinSeries(frames) {
  const times = [...new Set(frames.flatMap((f) => f.fields.find((x) => x.type === 'time')?.values ?? []))].sort((a, b) => a - b);
  const places = new Map(times.map((t, i) => [t, i]));
  const columns = [{ name: 'Time', field: 'Time', refId: '', type: 'time', values: times }];
  for (const frame of frames) {
    const own = frame.fields.find((f) => f.type === 'time')?.values ?? [];
    for (const field of frame.fields.filter((f) => f.type !== 'time')) {
      const values = new Array(times.length).fill(null);
      field.values.forEach((v, i) => {
        values[places.get(own[i])] = field.type === 'histogram' ? v && `count ${v.count}, sum ${v.sum}` : v;
      });
      columns.push({ name: frame.name || frame.metric || field.name, field: field.name, refId: frame.refId, type: field.type === 'histogram' ? 'string' : field.type, values });
    }
  }
  return columns;
}

/** Row numbers in the order of a column; rows without a value come last either way. */
export function order(column, descending) {
  const list = column.values.map((_, i) => i);
  const side = descending ? -1 : 1;
  const compare = column.type === 'string' ? new Intl.Collator('en', { numeric: true }).compare : (a, b) => a - b;
  return list.sort((a, b) => {
    const [x, y] = [column.values[a], column.values[b]];
    if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
    return compare(x, y) * side || a - b;
  });
}

/** The table as CSV (RFC 4180), times in ISO 8601. A text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvOf(columns) {
  const lines = [columns.map((c) => cell(c.name)).join(',')];
  for (let row = 0; row < (columns[0]?.values.length ?? 0); row += 1) {
    lines.push(columns.map((c) => cell(c.type === 'time' && c.values[row] !== null ? new Date(c.values[row]).toISOString() : c.values[row])).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  let text = String(value);
  if (/^[=+\-@＝＋－＠\t\r\n]/.test(text) && (text.trim() === '' || Number.isNaN(Number(text)))) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
