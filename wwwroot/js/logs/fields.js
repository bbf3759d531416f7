// What is written in a line: JSON or logfmt as fields. No function here touches the page.

const MOST = 200;
const PAIR = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/g;

/** The object that a line is in JSON; null where it is none. Numbers that a browser would round stay texts. */
export function jsonOf(text) {
  if (!/^\s*\{/.test(text)) return null;
  try {
    return JSON.parse(text, (_, value, place) => (typeof value === 'number' && place?.source !== undefined && String(value) !== place.source ? place.source : value));
  } catch {
    return null;
  }
}

/** The fields that a line's text holds: `[[name, text]]`, 200 at most. */
export function parsedFields(text) {
  const object = jsonOf(text);
  if (object) return flat(object, '', []);
  const pairs = [];
  for (const [, name, quoted, plain] of text.matchAll(PAIR)) {
    pairs.push([name, quoted !== undefined ? quoted.replace(/\\(.)/g, (_, c) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c) : plain]);
    if (pairs.length === MOST) break;
  }
  return pairs;
}

function flat(object, prefix, into) {
  for (const [name, value] of Object.entries(object)) {
    if (into.length >= MOST) break;
    if (value && typeof value === 'object' && !Array.isArray(value) && prefix.split('.').length < 4 && Object.keys(value).length > 0) flat(value, `${prefix}${name}.`, into);
    else into.push([prefix + name, typeof value === 'string' ? value : JSON.stringify(value)]);
  }
  return into;
}

/** JSON over several rows, its numbers and texts as they are. The text has to be JSON. */
export function pretty(text) {
  let out = '';
  let depth = 0;
  let inside = false;
  let last = '';
  const row = () => `\n${'  '.repeat(Math.min(depth, 40))}`;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (!inside && /\s/.test(c)) continue;
    if (inside) {
      out += c;
      if (c === '\\') out += text[(i += 1)];
      else if (c === '"') inside = false;
    } else if (c === '"') {
      inside = true;
      out += c;
    } else if (c === '{' || c === '[') {
      const end = /[^\s]/.exec(text.slice(i + 1, i + 200))?.[0];
      depth += 1;
      out += end === '}' || end === ']' ? c : c + row();
    } else if (c === '}' || c === ']') {
      depth -= 1;
      out += last === '{' || last === '[' ? c : row() + c;
    } else if (c === ',') out += c + row();
    else if (c === ':') out += ': ';
    else out += c;
    last = c;
  }
  return out;
}

/** The id of the trace that a line belongs to: that of the first of the fields in its metadata, labels or text; null where there is none. */
export function traceIdOf(line, names) {
  const valid = (id) => typeof id === 'string' && /^(?!0+$)[0-9a-f]{1,32}$/i.test(id);
  for (const name of names) for (const id of [line.meta?.[name], line.labels[name]]) if (valid(id)) return id.toLowerCase();
  if (!names.some((name) => line.text.includes(name))) return null;
  return parsedFields(line.text).find(([name, id]) => names.includes(name) && valid(id))?.[1].toLowerCase() ?? null;
}
