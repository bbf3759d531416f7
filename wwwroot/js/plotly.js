// Plotly, loaded when the first chart needs it. Its basic build has all that is drawn with it here; heat maps and state timelines are drawn without it.

import { token } from './dom.js';

const SOURCE = '_content/Plotly.Blazor/plotly-basic-3.7.0.min.js';
let loading;

/** The library; a failed load is tried again at the next call. */
export function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    // A page with an import map has the address that names what is in it.
    script.src = import.meta.resolve(new URL(SOURCE, document.baseURI).href);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      script.remove();
      loading = undefined;
      reject({ message: 'The chart library could not be loaded.', remedy: 'Check your connection, then try again.' });
    };
    document.head.append(script);
  });
  return loading;
}

/** Pointer and keyboard are handled by our own layers: Plotly only draws. */
export const CONFIG = { staticPlot: true, displayModeBar: false, responsive: false };

/** What all charts' layouts share. */
export const baseLayout = (width, height, margin) => ({
  width,
  height,
  margin: { pad: 0, ...margin },
  autosize: false,
  showlegend: false,
  hovermode: false,
  dragmode: false,
  paper_bgcolor: 'rgba(0,0,0,0)',
  plot_bgcolor: 'rgba(0,0,0,0)',
  font: { family: token('font'), size: 11, color: token('axis') },
  uirevision: 'kept',
});

/** An axis with our own ticks. */
export const tickAxis = (axis, more = {}) => ({
  range: [axis.min, axis.max],
  tickmode: 'array',
  tickvals: axis.ticks.map((t) => t.value),
  ticktext: axis.ticks.map((t) => t.text),
  fixedrange: true,
  automargin: false,
  zeroline: false,
  showline: false,
  // Invisible marks keep the texts off the area.
  ticks: 'outside',
  ticklen: 5,
  tickcolor: 'rgba(0,0,0,0)',
  gridcolor: token('grid'),
  gridwidth: 1,
  tickfont: { size: 11, color: token('axis') },
  ...more,
});
