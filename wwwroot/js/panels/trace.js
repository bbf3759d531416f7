// One trace as a waterfall.

import { Waterfall } from '../trace/waterfall.js';

export function create(body, ctx) {
  const waterfall = new Waterfall(body, {
    zone: () => ctx.zone,
    url: (trace) => ctx.places.traceUrl(trace.id),
    openTrace: (id, span) => ctx.places.traceHref(id, span),
    logs: (span, trace) => ctx.places.logsOfSpan(span, trace.id),
  });
  return { draw: (data) => waterfall.draw(data.trace), dispose: () => waterfall.dispose() };
}
