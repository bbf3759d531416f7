// Where a person may go on from what is shown: the same tenant, environment, service and time, another kind of telemetry. What the environment does not have is not offered.

const AROUND = 60000;

/** A page with words in its address, and a range where given. */
export function rangeHref(page, words, from, to) {
  const query = new URLSearchParams(Object.entries(words).filter(([, value]) => value));
  if (from !== undefined) {
    query.set('from', new Date(from).toISOString());
    query.set('to', new Date(to).toISOString());
  }
  return `${page}${query.size > 0 ? `?${query}` : ''}`;
}

/**
 * Where a span's lines are: those of its trace, and those of its service around its time. `links` says what the environment has: `logs`, `traceInLogs`, and `serviceAttribute`, the tag that
 * names the service in logs, if it is not the span's own.
 */
export function logsOfSpan(place, links, span, trace) {
  if (!links?.logs) return [];
  const [from, to] = [Math.floor(span.startUs / 1000) - AROUND, Math.ceil(span.startUs / 1000 + span.durationNs / 1e6) + AROUND];
  const named = [...span.resource, ...span.attributes].find((tag) => tag.key === links.serviceAttribute)?.value;
  const service = named || span.service;
  return [
    ...(links.traceInLogs ? [{ text: 'Logs of this trace', href: rangeHref(`${place}/logs`, { service: '*', trace }, from, to) }] : []),
    { text: `Logs of ${service} around it`, href: rangeHref(`${place}/logs`, { service }, from, to) },
  ];
}

/** Takes tenant and environment from the address of a panel's data; `links()` gives what the server said of the environment. */
export class PanelPlaces {
  #scope;
  #links;

  constructor(dataUrl, links) {
    this.#scope = /\/(?:dashboards|logs)\/([^/]+)\/([^/]+)\//.exec(dataUrl)?.slice(1) ?? null;
    this.#links = links;
  }

  get #place() {
    return `/t/${this.#scope?.join('/')}`;
  }

  /** The address of a trace in the API; null where there is no going on from here. */
  traceUrl(id) {
    return this.#scope && `/api/v1/traces/${this.#scope?.join('/')}/${encodeURIComponent(id)}`;
  }

  /** The page of a trace, with one of its spans opened where given; null where there is no going on from here. */
  traceHref(id, span) {
    return this.#scope && `${this.#place}/trace/${encodeURIComponent(id)}${span ? `?span=${encodeURIComponent(span)}` : ''}`;
  }

  /** The page of the trace that labels name; null where they name none, or there are no traces. */
  traceOf(labels) {
    for (const name of this.#links()?.traceId ?? []) if (/^(?!0*$)[0-9a-f]{1,32}$/i.test(labels?.[name] ?? '')) return this.traceHref(labels[name].toLowerCase());
    return null;
  }

  /** The page that looks for a service's traces, in a range where given; null without traces. */
  tracesHref(service, from, to) {
    return this.#scope && this.#links()?.traces ? rangeHref(`${this.#place}/traces`, { service }, from, to) : null;
  }

  /** The page that looks for a service's logs, in a range where given; null without logs. */
  logsHref(service, from, to) {
    return this.#scope && this.#links()?.logs ? rangeHref(`${this.#place}/logs`, { service }, from, to) : null;
  }

  /** Where the lines of a span of a trace are. */
  logsOfSpan(span, trace) {
    return this.#scope ? logsOfSpan(this.#place, this.#links(), span, trace) : [];
  }

  /** What else a range may be looked at as: `[{ text, href }]`. */
  range(from, to) {
    const service = this.#links()?.service;
    return [{ text: 'Logs', href: this.logsHref(service, from, to) }, { text: 'Traces', href: this.tracesHref(service, from, to) }].filter((place) => place.href);
  }
}

/** Goes to another page as a click on a link does; with `replace`, no step is left to go back to. */
export function go(href, replace = false) {
  if (!href) return;
  if (globalThis.Blazor?.navigateTo) Blazor.navigateTo(href, { replaceHistoryEntry: replace });
  else if (replace) location.replace(href);
  else location.assign(href);
}

/** The address of this page with other words; null takes one out. */
export function address(words) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(words)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

/** What is chosen among lines on a page that looks around becomes a part of its address. */
export const explore = {
  /** Only lines with a value, or without it. */
  filter(part, name, value, negated) {
    const url = new URL(location.href);
    const kept = url.searchParams.getAll(part).filter((word) => word !== `${name}=${value}` && word !== `${name}!=${value}`);
    url.searchParams.delete(part);
    for (const word of [...kept, `${name}${negated ? '!=' : '='}${value}`]) url.searchParams.append(part, word);
    go(url.pathname + url.search);
  },
  /** How lines are shown. */
  show(words) {
    go(address(words), true);
  },
};
