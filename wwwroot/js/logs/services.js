// Where nothing is looked for yet: the services that have lines, by how much they write.

import { el } from '../dom.js';
import { resolveZone } from '../axis.js';
import { get } from '../get.js';
import { address } from '../places.js';
import { format } from '../units.js';

/** Takes over the place for lines. `settings`: the API's address and the range. */
export function attach(root, settings) {
  let asked = null;
  const handle = {
    async update({ api, from, to, timeZone }) {
      asked?.abort();
      const mine = (asked = new AbortController());
      root.setAttribute('aria-busy', 'true');
      if (!root.firstChild) root.replaceChildren(el('div', { class: 'pt-message', role: 'status' }, 'Looking for services…'));
      try {
        const services = await get(`${api}/services`, { from, to, timeZone: resolveZone(timeZone) }, mine.signal);
        const most = Math.max(1, ...services.map((service) => service.amount));
        root.replaceChildren(services.length === 0
          ? el('div', { class: 'pt-message', role: 'status' }, el('strong', {}, 'No lines in this range'), el('p', {}, 'Choose a wider range, or another environment.'))
          : el('section', { class: 'pt-card', 'aria-label': 'Services' }, el('header', { class: 'pt-card-head' }, el('h2', {}, 'Choose a service'), el('a', { class: 'pt-card-end', href: address({ service: '*' }) }, 'Lines of all services')),
            el('ul', { class: 'pt-rows' }, services.map((service) => el('li', {}, el('a', { class: 'pt-row-link pt-service-volume', href: address({ service: service.name }) },
              el('span', { class: 'pt-row-title pt-mono' }, service.name), el('span', { class: 'pt-service-bar', 'aria-hidden': 'true' }, el('i', { style: { width: `${(service.amount / most) * 100}%` } })), el('span', { class: 'pt-row-end' }, format(service.amount, 'bytes'))))))));
      } catch (e) {
        if (e?.name === 'AbortError') return;
        if (e instanceof Error) console.error(e);
        root.replaceChildren(el('div', { class: 'pt-message pt-message-error', role: 'alert' }, el('strong', {}, e instanceof Error ? 'The services could not be shown.' : e.message), el('p', {}, e.remedy ?? 'Try again.'),
          el('a', { class: 'pt-button', href: address({ service: '*' }) }, 'Lines of all services')));
      }
      root.removeAttribute('aria-busy');
    },
    dispose() {
      asked?.abort();
      root.replaceChildren();
    },
  };
  handle.update(settings);
  return handle;
}
