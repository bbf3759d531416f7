// Compares the data of two panels that stand side by side, as it arrives, and marks the pair.

import '../../js/popups.js';

/** Takes over the pairs below an element. Answers a handle with `zone()` and `dispose()`. */
export function attach(root) {
  const off = new AbortController();
  root.addEventListener('pt-data', (e) => mark(e.target), { signal: off.signal });
  // What arrived before this was there.
  for (const panel of root.querySelectorAll('.pt-panel')) mark(panel);
  return { zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', dispose: () => off.abort() };
}

function mark(panel) {
  const pair = panel.closest('[data-pair]');
  const [before, after] = ['before', 'after'].map((side) => pair?.querySelector(`[data-side=${side}] .pt-panel`));
  if (!before?.ptData || !after?.ptData) return;
  // While one side still shows what was asked for before, nothing can be told.
  const same = JSON.stringify(before.ptState) === JSON.stringify(after.ptState);
  const differs = same ? String(digest(before.ptData) !== digest(after.ptData)) : '';
  pair.dataset.differs = differs;
  pair.querySelector('[data-mark]').textContent = differs === 'true' ? 'Data differ' : '';
}

/** What the data say, without how long they took and what series are called. */
function digest(data) {
  const frames = (data.frames ?? []).map((f) => JSON.stringify([f.refId, f.labels, f.fields?.map((field) => [field.type, field.values])])).sort();
  return JSON.stringify([data.state, data.fromMs, data.toMs, frames, data.logs?.streams, data.traces, data.trace, data.serviceMap, data.errors?.map((e) => e.message)]);
}
