// Boxes that a button opens (popover=auto): their place, the focus, lists that are searched and walked with the arrows, and calendars beside text fields.

import { placeBeside } from './dom.js';

const boxOf = (e) => (e.target instanceof Element ? e.target.closest('.pt-popup') : null);
const buttonOf = (box) => document.querySelector(`[popovertarget="${CSS.escape(box.id)}"]`);
const itemsOf = (list) => [...list.querySelectorAll('[data-choice]')].filter((item) => !item.closest('li')?.hidden && item.getAttribute('aria-disabled') !== 'true');

// Not seen until it is in its place.
document.addEventListener('beforetoggle', (e) => {
  if (e.target instanceof Element && e.target.matches('.pt-popup') && e.newState === 'open') e.target.style.opacity = '0';
}, true);

document.addEventListener('toggle', (e) => {
  const box = e.target;
  if (!(box instanceof Element) || !box.matches('.pt-popup') || e.newState !== 'open') return;
  const button = buttonOf(box);
  if (button) keepBeside(box, button);
  box.style.opacity = '';
  for (const search of box.querySelectorAll('[data-search]')) {
    if (search.closest('.pt-popup') !== box || search.value === '') continue;
    search.value = '';
    search.dispatchEvent(new Event('input', { bubbles: true }));
  }
  // A keyboard of glass would cover the list that it is to search.
  const search = matchMedia('(hover: none)').matches ? null : box.querySelector('[data-search]');
  (search ?? box.querySelector('[aria-current]') ?? box.querySelector('a, button, input:not([type=search])'))?.focus();
  box.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
}, true);

document.addEventListener('click', (e) => {
  const box = boxOf(e);
  if (!box) return;
  if (e.target.closest('a[data-choice], [data-close]')) {
    // The outermost one, and with it those inside.
    let outer = box;
    for (let parent = box; parent; parent = parent.parentElement?.closest('.pt-popup')) outer = parent;
    outer.hidePopover();
    return;
  }
  const opener = e.target.closest('[data-calendar-open]');
  if (opener) calendar(opener.previousElementSibling);
});

document.addEventListener('input', (e) => {
  const list = e.target instanceof Element && e.target.matches('[data-search]') ? e.target.closest('[data-choices]') : null;
  if (list) filter(list, e.target.value);
});

document.addEventListener('keydown', (e) => {
  const list = e.target instanceof Element ? e.target.closest('[data-choices]') : null;
  if (!list || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const search = list.querySelector('[data-search]');
  const items = itemsOf(list);
  const here = items.indexOf(e.target);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: e.target === search ? null : 0, End: e.target === search ? null : items.length - 1, PageDown: Math.min(here + 10, items.length - 1), PageUp: Math.max(here - 10, 0) }[e.key];
  if (to !== undefined && to !== null) {
    e.preventDefault();
    (to < 0 ? (search ?? items.at(-1)) : items[Math.min(to, items.length - 1)])?.focus();
  } else if (e.key === 'Enter' && e.target === search) {
    e.preventDefault();
    items[0]?.click();
  } else if (e.key === 'Enter' && e.target.matches('input[type=checkbox]')) {
    e.preventDefault();
    e.target.click();
  } else if (e.key.length === 1 && e.key !== ' ' && e.target !== search) {
    if (search) search.focus();
    else jump(items, e);
  }
});

// A short list has no search: what is typed goes to the first that begins with it.
let typed = '';
let typedAt = 0;

function jump(items, e) {
  typed = e.timeStamp - typedAt < 800 ? typed + e.key : e.key;
  typedAt = e.timeStamp;
  items.find((item) => (item.closest('li') ?? item).textContent.trim().toLowerCase().startsWith(typed.toLowerCase()))?.focus();
}

// A page's heading takes the focus whenever the address changes. Who has just chosen something goes on from there.
document.addEventListener('focusin', (e) => {
  if (e.target instanceof Element && e.target.matches('.pt-head h1') && e.relatedTarget instanceof Element && e.relatedTarget.closest('.pt-head')) e.relatedTarget.focus({ preventScroll: true });
});

document.addEventListener('change', (e) => {
  if (!(e.target instanceof Element) || !e.target.matches('[data-calendar]') || !e.target.value) return;
  const field = document.getElementById(e.target.dataset.calendar);
  const [day, clock] = e.target.value.split('T');
  field.value = `${day} ${clock.length === 5 ? `${clock}:00` : clock.slice(0, 8)}`;
  field.dispatchEvent(new Event('change', { bubbles: true }));
});

// What a box holds may come, or become more or less, while it is open.
function keepBeside(box, button) {
  const place = () => (box.matches(':popover-open') && button.isConnected ? placeBeside(box, button, box.dataset.align === 'end') : watch.disconnect());
  const watch = new ResizeObserver(place);
  watch.observe(box);
  place();
}

function filter(list, text) {
  const words = text.trim().toLowerCase().split(/\s+/);
  let shown = 0;
  for (const item of list.querySelectorAll('.pt-choices-list > li')) {
    const name = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => name.includes(word));
    if (!item.hidden) shown += 1;
  }
  const none = list.querySelector('[data-none]');
  if (none) none.hidden = shown > 0;
}

function calendar(picker) {
  const field = document.getElementById(picker.dataset.calendar);
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(field.value)) picker.value = field.value.replace(' ', 'T');
  try {
    picker.showPicker();
  } catch {
    field.focus();
  }
}
