// The browser's side of a dashboard: what only it knows, keys, and what it keeps for the next time.

import '../../js/popups.js';
import { shortcuts } from '../../js/shortcuts.js';
import { el } from '../../js/dom.js';

const RECENT = 'portal.recent-ranges';
const MOST_RECENT = 4;

/** Takes over a dashboard's page. Answers a handle. */
export function attach(root, dotnet) {
  return new DashboardSession(root, dotnet);
}

class DashboardSession {
  #root;
  #off = new AbortController();

  constructor(root, dotnet) {
    this.#root = root;
    document.addEventListener('visibilitychange', () => dotnet.invokeMethodAsync('Hidden', document.hidden).catch(() => {}), { signal: this.#off.signal });
    shortcuts(this.#off.signal);
  }

  /** What only the browser knows. */
  session() {
    return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', hidden: document.hidden, recent: recent(), rows: read(sessionStorage, this.#rowsKey, {}) };
  }

  /** Keeps an absolute range; answers those that are kept. */
  remember(from, to) {
    const list = [{ from, to }, ...recent().filter((r) => r.from !== from || r.to !== to)].slice(0, MOST_RECENT);
    write(localStorage, RECENT, list);
    return list;
  }

  /** Keeps for this tab which rows were opened or closed. */
  keepRows(rows) {
    write(sessionStorage, this.#rowsKey, rows);
  }

  /** Copies a link, or shows it where the browser does not allow that. */
  async copy(link) {
    try {
      await navigator.clipboard.writeText(link);
      this.say('Link copied');
    } catch {
      prompt('Copy this link', link);
    }
  }

  /** Says something for a moment. */
  say(text) {
    const note = el('div', { class: 'pt-flash pt-flash-page', role: 'status' }, text);
    document.body.append(note);
    setTimeout(() => note.remove(), 2200);
  }

  dispose() {
    this.#off.abort();
  }

  get #rowsKey() {
    return `portal.rows ${location.pathname}`;
  }
}

function recent() {
  const list = read(localStorage, RECENT, []);
  return Array.isArray(list) ? list.filter((r) => typeof r?.from === 'string' && typeof r?.to === 'string').slice(0, MOST_RECENT) : [];
}

function read(storage, key, fallback) {
  try {
    return JSON.parse(storage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: then it is not kept.
  }
}
