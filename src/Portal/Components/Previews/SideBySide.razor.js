// Compares the data of two panels that stand side by side, as it arrives, and marks the pair.

import '../../js/popups.js';

/** Takes over the pairs below an element. Answers a handle with `dispose()`. */
export function attach(root) {
  const off = new AbortController();
  root.addEventListener('pt-data', (e) => mark(e.target, e.detail), { signal: off.signal });
  // What arrived before this was there.
  for (const panel of root.querySelectorAll('.pt-panel')) if (panel.ptData) mark(panel, panel.ptData);
  return { dispose: () => off.abort() };
}

function mark(panel, data) {
  const pair = panel.closest('[data-pair]');
  const side = panel.closest('[data-side]')?.dataset.side;
  if (!pair || !side) return;
  pair.ptSides = { ...pair.ptSides, [side]: digest(data) };
  const { before, after } = pair.ptSides;
  if (before === undefined || after === undefined) return;
  pair.dataset.differs = String(before !== after);
  pair.querySelector('[data-mark]').textContent = before === after ? '' : 'Data differ';
}

/** What the data say, without how long they took and what series are called. */
function digest(data) {
  const frames = (data.frames ?? []).map((f) => JSON.stringify([f.refId, f.labels, f.fields?.map((field) => [field.type, field.values])])).sort();
  return JSON.stringify([data.state, frames, data.logs?.streams, data.traces, data.trace, data.serviceMap, data.errors?.map((e) => e.message)]);
}
