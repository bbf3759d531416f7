// Where a person may go on from a panel: the same tenant and environment, another kind of telemetry. What the environment does not have is not offered.

/** Takes tenant and environment from the address of a panel's data; `links()` gives what the server said of the environment, if it has traces. */
export class PanelPlaces {
  #scope;
  #links;

  constructor(dataUrl, links) {
    this.#scope = /\/dashboards\/([^/]+)\/([^/]+)\//.exec(dataUrl)?.slice(1) ?? null;
    this.#links = links;
  }

  /** The address of a trace in the API. */
  traceUrl(id) {
    return `/api/v1/traces/${this.#scope?.join('/')}/${encodeURIComponent(id)}`;
  }

  /** The page of a trace, with one of its spans opened where given. */
  traceHref(id, span) {
    return `/t/${this.#scope?.join('/')}/trace/${encodeURIComponent(id)}${span ? `?span=${encodeURIComponent(span)}` : ''}`;
  }

  /** The page of the trace that labels name; null where they name none, or there are no traces. */
  traceOf(labels) {
    for (const name of this.#links()?.traceId ?? []) if (/^(?!0*$)[0-9a-f]{1,32}$/i.test(labels?.[name] ?? '')) return this.traceHref(labels[name].toLowerCase());
    return null;
  }

  /** The page that looks for a service's traces, in a range where given; null without traces. */
  tracesHref(service, from, to) {
    if (!this.#scope || !this.#links()) return null;
    const query = new URLSearchParams();
    if (service) query.set('service', service);
    if (from !== undefined) {
      query.set('from', new Date(from).toISOString());
      query.set('to', new Date(to).toISOString());
    }
    return `/t/${this.#scope.join('/')}/traces${query.size > 0 ? `?${query}` : ''}`;
  }

  /** What else a dragged range may be looked at as: `[{ text, href }]`. */
  range(from, to) {
    const traces = this.tracesHref(this.#links()?.service, from, to);
    return traces ? [{ text: 'Traces', href: traces }] : [];
  }
}

/** Goes to another page as a click on a link does. */
export function go(href) {
  if (globalThis.Blazor?.navigateTo) Blazor.navigateTo(href);
  else location.assign(href);
}
