// The page of an embed: draws its panels, keeps them fresh while they are seen, and tells the host's page how high it is. docs/embedding.md describes the messages.

import { attach } from '../Components/Panels/PanelView.razor.js';
import { el } from './dom.js';
import { askAs } from './queue.js';

const settings = JSON.parse(document.getElementById('embed').textContent);
const main = document.querySelector('.pt-embed');
const root = document.documentElement;
const handles = [];
// Marks are the dashboard's: the charts name the same address, so that they are asked for once.
const charts = settings.panels.filter((panel) => panel.kind === 'timeseries');
const marks = settings.marks && charts.length > 0 ? `/embed/panels/${encodeURIComponent(charts[0].id)}/annotations` : null;
let state = { ...settings.state, refreshToken: 0, fresh: false };
let timer = 0;
let told = 0;
let gone = false;

// The token is in the page's address, which no other request tells; it goes along in a header instead, and no cookie does.
askAs({ 'Portal-Embed': location.pathname.split('/').at(-1) }, end);

for (const panel of settings.panels) {
  const section = document.getElementById(`panel-${panel.id}`);
  handles.push(attach(section, null, settingsOf(panel)));
}

if (settings.refreshSeconds > 0) timer = setInterval(() => !document.hidden && refresh(), settings.refreshSeconds * 1000);
if (parent !== window) {
  new ResizeObserver(tellHeight).observe(main);
  addEventListener('message', hear);
  post({ type: 'ready' });
  tellHeight();
}

// Dark charts cost ink.
let shown = null;
addEventListener('beforeprint', () => ([shown, root.dataset.theme] = [root.dataset.theme, 'light']));
addEventListener('afterprint', () => (root.dataset.theme = shown ?? root.dataset.theme));

function settingsOf(panel) {
  return { panel, dataUrl: `/embed/panels/${encodeURIComponent(panel.id)}/data`, state, mayEdit: false, zoomable: false, embedded: true, marks: panel.kind === 'timeseries' ? marks : null };
}

function refresh(chosen = {}) {
  if (gone) return;
  state = { ...state, ...chosen, refreshToken: state.refreshToken + 1 };
  settings.panels.forEach((panel, i) => handles[i].update(settingsOf(panel)));
}

// Revoked, ended, or asked for more than is allowed: the page shows nothing any more, and asks for nothing.
function end() {
  if (gone) return;
  gone = true;
  clearInterval(timer);
  for (const handle of handles) handle.dispose();
  main.replaceChildren(el('p', { class: 'pt-embed-gone', role: 'status' }, 'This is not available.'));
  post({ type: 'gone' });
}

// The height that the content would have by itself: for one panel that of its place in the dashboard, so that a host that follows it does not go round in circles.
function tellHeight() {
  const alone = root.dataset.alone ? settings.panels[0] : null;
  const height = alone ? alone.grid.h * 38 - 8 : Math.ceil(main.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  post({ type: 'height', height });
}

function post(message) {
  if (parent === window) return;
  const whole = { source: 'portal-embed', version: 1, id: settings.id, ...message };
  const host = location.ancestorOrigins?.[0];
  for (const origin of host ? settings.origins.filter((o) => o === host) : settings.origins) parent.postMessage(whole, origin);
}

// What a host may set is what its address may: the server decides anew for each question.
function hear(e) {
  if (e.source !== parent || !settings.origins.includes(e.origin) || e.data?.target !== 'portal-embed') return;
  const { type, theme, from, to, variables } = e.data;
  if (type === 'refresh') refresh();
  if (type !== 'set') return;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const chosen = {};
  if (typeof from === 'string' && typeof to === 'string') Object.assign(chosen, { from, to });
  if (variables && typeof variables === 'object') chosen.variables = Object.fromEntries(Object.entries(variables).map(([name, values]) => [name, [values].flat().map(String)]));
  if (Object.keys(chosen).length > 0) refresh(chosen);
}
