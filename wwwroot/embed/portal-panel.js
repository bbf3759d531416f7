// <portal-panel>: a panel or dashboard of the portal in any page. docs/embedding.md describes its attributes and events.

(() => {
  const CHOICES = ['theme', 'background', 'titles', 'refresh', 'from', 'to', 'tz'];
  const PATIENCE = 20000;

  class PortalPanel extends HTMLElement {
    static observedAttributes = ['src', 'height', ...CHOICES];
    #frame = null;
    #timer = 0;
    #listen = (e) => this.#hear(e);

    connectedCallback() {
      addEventListener('message', this.#listen);
      this.#show();
    }

    disconnectedCallback() {
      removeEventListener('message', this.#listen);
      clearTimeout(this.#timer);
      this.#frame?.remove();
      this.#frame = null;
    }

    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || before === after) return;
      if (name === 'height') this.#size(after);
      else this.#show();
    }

    /** Asks for the data anew. */
    refresh() {
      this.#tell({ type: 'refresh' });
    }

    /** Sets `{ theme, from, to, variables }` without loading the frame again; what the token does not leave free makes it go dark. */
    set(choice) {
      this.#tell({ ...choice, type: 'set' });
    }

    #address() {
      const address = new URL(this.getAttribute('src'), document.baseURI);
      for (const name of CHOICES) if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      for (const { name, value } of this.attributes) if (name.startsWith('var-')) for (const one of value.split(',')) address.searchParams.append(name, one);
      return address;
    }

    #show() {
      if (!this.getAttribute('src')) return;
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      const frame = document.createElement('iframe');
      Object.assign(frame, { src: this.#address().href, title: this.getAttribute('title') ?? 'Panel', loading: 'lazy', referrerPolicy: 'no-referrer', allow: '' });
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-downloads allow-popups');
      frame.style.cssText = 'display: block; width: 100%; border: 0; color-scheme: inherit;';
      const slot = document.createElement('slot');
      slot.hidden = true;
      root.replaceChildren(frame, slot);
      this.style.display ||= 'block';
      this.#frame = frame;
      this.#size(this.getAttribute('height'));
      clearTimeout(this.#timer);
      // A frame that the browser or the portal refuses says nothing: what stands inside of the element is shown in its place.
      frame.addEventListener('load', () => (this.#timer = setTimeout(() => this.#fall('unavailable'), PATIENCE)));
    }

    #size(height) {
      if (this.#frame && height !== 'auto') this.#frame.style.height = /^\d+$/.test(height ?? '') ? `${height}px` : height ?? '300px';
    }

    #fall(detail) {
      const slot = this.shadowRoot.querySelector('slot');
      if (this.childNodes.length > 0) [slot.hidden, this.#frame.style.display] = [false, 'none'];
      this.dispatchEvent(new CustomEvent('portal-gone', { detail }));
    }

    #tell(message) {
      this.#frame?.contentWindow.postMessage({ target: 'portal-embed', ...message }, this.#address().origin);
    }

    #hear(e) {
      if (!this.#frame || e.source !== this.#frame.contentWindow || e.origin !== this.#address().origin || e.data?.source !== 'portal-embed') return;
      const { type, height } = e.data;
      clearTimeout(this.#timer);
      if (type === 'height' && Number.isFinite(height) && (this.getAttribute('height') ?? 'auto') === 'auto') this.#frame.style.height = `${Math.min(Math.max(40, height), 20000)}px`;
      if (type === 'ready') this.dispatchEvent(new CustomEvent('portal-ready'));
      if (type === 'gone') this.#fall('gone');
    }
  }

  if (!customElements.get('portal-panel')) customElements.define('portal-panel', PortalPanel);
})();
