// Numbers as people read them, by unit id. No function here touches the page.

const SI = ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint'];
const METRIC = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const SECONDS = [['ns', 1e-9], ['µs', 1e-6], ['ms', 1e-3], ['s', 1], ['min', 60], ['h', 3600], ['d', 86400], ['w', 604800], ['y', 31557600]];

// A unit is: how to scale (kind), what one means (factor), and what stands behind the number.
const UNITS = {
  none: { kind: 'plain' },
  short: { kind: 'short' },
  sishort: { kind: 'scaled', suffix: '' },
  percent: { kind: 'plain', suffix: '%' },
  percentunit: { kind: 'plain', factor: 100, suffix: '%' },
  humidity: { kind: 'plain', suffix: ' %H' },
  ns: { kind: 'time', factor: 1e-9 },
  µs: { kind: 'time', factor: 1e-6 },
  us: { kind: 'time', factor: 1e-6 },
  ms: { kind: 'time', factor: 1e-3 },
  s: { kind: 'time', factor: 1 },
  m: { kind: 'time', factor: 60 },
  h: { kind: 'time', factor: 3600 },
  d: { kind: 'time', factor: 86400 },
  dthms: { kind: 'clock', factor: 1, days: true },
  dtdhms: { kind: 'clock', factor: 1, days: true },
  clocks: { kind: 'clock', factor: 1 },
  clockms: { kind: 'clock', factor: 1e-3 },
  bytes: { kind: 'binary', suffix: 'B' },
  kbytes: { kind: 'binary', factor: 1024, suffix: 'B' },
  mbytes: { kind: 'binary', factor: 1048576, suffix: 'B' },
  gbytes: { kind: 'binary', factor: 1073741824, suffix: 'B' },
  decbytes: { kind: 'scaled', suffix: 'B' },
  deckbytes: { kind: 'scaled', factor: 1e3, suffix: 'B' },
  decmbytes: { kind: 'scaled', factor: 1e6, suffix: 'B' },
  decgbytes: { kind: 'scaled', factor: 1e9, suffix: 'B' },
  bits: { kind: 'binary', suffix: 'b' },
  decbits: { kind: 'scaled', suffix: 'b' },
  Bps: { kind: 'scaled', suffix: 'B/s' },
  KBs: { kind: 'scaled', factor: 1e3, suffix: 'B/s' },
  MBs: { kind: 'scaled', factor: 1e6, suffix: 'B/s' },
  binBps: { kind: 'binary', suffix: 'B/s' },
  bps: { kind: 'scaled', suffix: 'b/s' },
  Kbits: { kind: 'scaled', factor: 1e3, suffix: 'b/s' },
  Mbits: { kind: 'scaled', factor: 1e6, suffix: 'b/s' },
  binbps: { kind: 'binary', suffix: 'b/s' },
  pps: { kind: 'scaled', suffix: 'p/s' },
  cps: { kind: 'rate', suffix: 'c/s' },
  ops: { kind: 'rate', suffix: 'ops/s' },
  reqps: { kind: 'rate', suffix: 'req/s' },
  rps: { kind: 'rate', suffix: 'rd/s' },
  wps: { kind: 'rate', suffix: 'wr/s' },
  iops: { kind: 'rate', suffix: 'io/s' },
  eps: { kind: 'rate', suffix: 'evt/s' },
  mps: { kind: 'rate', suffix: 'msg/s' },
  opm: { kind: 'rate', suffix: 'ops/min' },
  rpm: { kind: 'rate', suffix: 'rd/min' },
  reqpm: { kind: 'rate', suffix: 'req/min' },
  cpm: { kind: 'rate', suffix: 'c/min' },
  currencyUSD: { kind: 'short', prefix: '$' },
  currencyEUR: { kind: 'short', prefix: '€' },
  currencyGBP: { kind: 'short', prefix: '£' },
  currencyJPY: { kind: 'short', prefix: '¥' },
  hertz: { kind: 'scaled', suffix: 'Hz' },
  rothz: { kind: 'scaled', suffix: 'Hz' },
  watt: { kind: 'scaled', suffix: 'W' },
  volt: { kind: 'scaled', suffix: 'V' },
  amp: { kind: 'scaled', suffix: 'A' },
  joule: { kind: 'scaled', suffix: 'J' },
  celsius: { kind: 'plain', suffix: ' °C' },
  fahrenheit: { kind: 'plain', suffix: ' °F' },
  kelvin: { kind: 'plain', suffix: ' K' },
  lengthm: { kind: 'scaled', suffix: 'm' },
  hex: { kind: 'radix', radix: 16 },
  hex0x: { kind: 'radix', radix: 16, prefix: '0x' },
  bool: { kind: 'words', words: ['False', 'True'] },
  bool_yes_no: { kind: 'words', words: ['No', 'Yes'] },
  bool_on_off: { kind: 'words', words: ['Off', 'On'] },
  dateTimeAsIso: { kind: 'date', form: 'iso' },
  dateTimeAsUS: { kind: 'date', form: 'us' },
  dateTimeAsSystem: { kind: 'date', form: 'iso' },
  dateTimeFromNow: { kind: 'ago' },
};

function describe(unit) {
  if (!unit) return UNITS.none;
  if (Object.hasOwn(UNITS, unit)) return UNITS[unit];
  if (unit.startsWith('suffix:')) return { kind: 'plain', suffix: unit.slice(7) };
  if (unit.startsWith('prefix:')) return { kind: 'plain', prefix: unit.slice(7) };
  if (unit.startsWith('si:')) return { kind: 'scaled', suffix: unit.slice(3) };
  return { kind: 'plain', suffix: ` ${unit}` };
}

/** Rounded to what fits: three significant digits, fewer where the rest are noughts; or to the given digits after the point. */
export function digits(value, decimals) {
  if (decimals !== null && decimals !== undefined) return fixed(value, decimals);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return fixed(value, size >= 1000 || Number.isInteger(value) ? 0 : 1).replace(/\.0+$/, '');
  return trim(fixed(value, Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(size))))));
}

// 99.97 % is not 100 %: just below the whole, digits are added until it shows.
function share(value) {
  for (let places = 1; value > 99 && value < 100 && places <= 5; places += 1) if (Number(value.toFixed(places)) < 100) return value.toFixed(Math.max(places, 2));
  return digits(value);
}

const fixed = (value, decimals) => {
  const text = value.toFixed(Math.max(0, Math.min(20, decimals)));
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
};

const trim = (text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function scaled(value, base, names, decimals) {
  let step = 0;
  let rest = Math.abs(value);
  // The number is rounded first: 999,960 is 1 M, not 1000 k.
  while (step < names.length - 1 && Number(digits(rest, decimals)) >= base) {
    rest /= base;
    step += 1;
  }
  return [digits(value / base ** step, decimals), names[step]];
}

function time(seconds, decimals) {
  if (seconds === 0) return ['0', ' s'];
  const size = Math.abs(seconds);
  let chosen = SECONDS[0];
  for (const step of SECONDS) if (Number((size / step[1]).toPrecision(3)) >= 1) chosen = step;
  // Below a week and a half, days read better than weeks; below two years, weeks better than years.
  if (chosen[0] === 'w' && size < 14 * 86400) chosen = SECONDS[6];
  if (chosen[0] === 'min' && size < 120 && decimals === undefined && !Number.isInteger(size / 60)) chosen = SECONDS[4];
  return [digits(seconds / chosen[1], decimals), ` ${chosen[0]}`];
}

function clock(seconds, days) {
  let rest = Math.round(Math.abs(seconds));
  const parts = [];
  if (days) {
    parts.push(`${Math.floor(rest / 86400)}d `);
    rest %= 86400;
  }
  const two = (n) => String(n).padStart(2, '0');
  parts.push(`${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}:${two(rest % 60)}`);
  return (seconds < 0 ? '-' : '') + parts.join('');
}

const space = (suffix) => (suffix && /^[A-Za-z]/.test(suffix) ? ` ${suffix}` : suffix ?? '');

/** The parts of a number in a unit: `{ prefix, number, suffix }`, for showing the unit smaller than the number. */
export function formatParts(value, unit, decimals, zone) {
  if (value === null || value === undefined || Number.isNaN(value)) return { prefix: '', number: '', suffix: '' };
  if (!Number.isFinite(value)) return { prefix: '', number: value > 0 ? '+Inf' : '-Inf', suffix: '' };
  const places = decimals ?? undefined;
  const { kind, factor = 1, prefix = '', suffix = '', radix, words, form, days } = describe(unit);
  const number = value * factor;
  switch (kind) {
    case 'time': {
      const [text, name] = time(number, places);
      return { prefix: '', number: text, suffix: name };
    }
    case 'clock': return { prefix: '', number: clock(number, days), suffix: '' };
    case 'short': {
      const [text, name] = scaled(number, 1000, SI, places);
      return { prefix: number < 0 && prefix ? `-${prefix}` : prefix, number: number < 0 && prefix ? text.replace('-', '') : text, suffix: name };
    }
    case 'scaled': {
      const [text, name] = scaled(number, 1000, METRIC, places);
      return { prefix: '', number: text, suffix: ` ${name}${suffix}`.trimEnd() };
    }
    case 'rate': {
      const [text, name] = scaled(number, 1000, SI, places);
      return { prefix: '', number: text, suffix: `${name.trim() ? name.trim().replace('Mil', 'M').replace('Bil', 'B').replace('Tri', 'T') : ''}${space(suffix)}` };
    }
    case 'binary': {
      const [text, name] = scaled(number, 1024, BINARY, places);
      return { prefix: '', number: text, suffix: ` ${name}${suffix}` };
    }
    case 'radix': return { prefix, number: Math.round(number).toString(radix).toUpperCase(), suffix: '' };
    case 'words': return { prefix: '', number: words[number === 0 ? 0 : 1], suffix: '' };
    case 'date': return { prefix: '', number: dateText(number, form, zone), suffix: '' };
    case 'ago': {
      const [text, name] = time(Math.abs(Date.now() - number) / 1000, 0);
      return { prefix: number > Date.now() ? 'in ' : '', number: text, suffix: number > Date.now() ? name : `${name} ago` };
    }
    default: return { prefix, number: suffix === '%' && places === undefined ? share(number) : digits(number, places), suffix };
  }
}

function dateText(ms, form, zone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', {
    timeZone: zone ?? 'UTC', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  }).formatToParts(ms).map((p) => [p.type, p.value]));
  const day = form === 'us' ? `${parts.month}/${parts.day}/${parts.year}` : `${parts.year}-${parts.month}-${parts.day}`;
  return `${day} ${parts.hour}:${parts.minute}:${parts.second}`;
}

/** A number in a unit, such as `1.5 KiB` or `250 ms`; empty for no value. */
export function format(value, unit, decimals, zone) {
  const { prefix, number, suffix } = formatParts(value, unit, decimals, zone);
  return prefix + number + suffix;
}

/** How an axis of that unit is best divided: `binary`, `time` (with the seconds that one means), or `decimal`. */
export function scaleOf(unit) {
  const { kind, factor = 1 } = describe(unit);
  return kind === 'binary' ? { kind: 'binary', factor } : kind === 'time' ? { kind: 'time', factor } : { kind: 'decimal', factor };
}
