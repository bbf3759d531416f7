// Small helpers for building pages out of telemetry: texts become text nodes, never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'style') for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** An HTML element with attributes, `on…` listeners, `style` properties and children; strings become text. */
export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for SVG. */
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const MASK = /\*{4}|\*{3}(?=@)/g;

/** A text in which what the server has masked is told as such, on pages that say that they show masked fields. */
export function maskedText(text) {
  if (typeof text !== 'string' || !text.includes('***') || !document.querySelector('[data-masked]')) return text;
  const parts = [];
  let at = 0;
  for (const hit of text.matchAll(MASK)) {
    parts.push(text.slice(at, hit.index), el('span', { class: 'pt-masked', role: 'img', title: 'Masked for your role', 'aria-label': 'masked for your role' }, hit[0]));
    at = hit.index + hit[0].length;
  }
  return [...parts, text.slice(at)];
}

/** Text for Plotly, which would read `<b>` and `&amp;` in any label as markup. */
export const plain = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

let tokens = new Map();
let theme;

/** A design token's value in the theme in force. Kept by theme: asking the page for styles makes it work them out anew. */
export function token(name) {
  const now = document.documentElement.dataset.theme;
  if (theme !== now) {
    theme = now;
    tokens = new Map();
  }
  let value = tokens.get(name);
  if (!value) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--pt-${name}`).trim();
    tokens.set(name, value);
  }
  return value;
}

let ruler;
let rulerFont = '';

/** Width in pixels of a text in the chart's font. */
export function textWidth(text, size = 11) {
  ruler ??= document.createElement('canvas').getContext('2d');
  const font = `${size}px ${token('font')}`;
  if (rulerFont !== font) ruler.font = rulerFont = font;
  return ruler.measureText(text).width;
}

/** The text cut to a width, with an ellipsis where something is missing. */
export function cutText(text, width, size = 11) {
  if (textWidth(text, size) <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(text.slice(0, middle) + '…', size) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : text.slice(0, low) + '…';
}

/** Puts a popover below its anchor, or above where there is no room. */
export function placeBeside(popover, anchor, alignEnd = false) {
  const a = anchor.getBoundingClientRect();
  const p = popover.getBoundingClientRect();
  const left = alignEnd ? a.right - p.width : a.left;
  const top = a.bottom + 4 + p.height > innerHeight && a.top - p.height - 4 > 0 ? a.top - p.height - 4 : a.bottom + 4;
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - p.width - 8))}px`;
  popover.style.top = `${Math.max(8, top)}px`;
}
