// The browser's theme for an embed that names none, before the first paint. Loaded as a blocking script, so it is small.

(() => {
  const light = matchMedia('(prefers-color-scheme: light)');
  const apply = () => (document.documentElement.dataset.theme = light.matches ? 'light' : 'dark');
  apply();
  light.addEventListener('change', apply);
})();
