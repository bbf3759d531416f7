// Decides the theme before the first paint: the address's, else the person's choice, else the system's. Loaded as a blocking script, so it is small and knows nothing else.

(() => {
  const KEY = 'portal.theme';
  const root = document.documentElement;
  const light = matchMedia('(prefers-color-scheme: light)');
  const known = (theme) => (theme === 'dark' || theme === 'light' ? theme : null);

  function stored() {
    try {
      return known(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  function store(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Forbidden: then it lasts for this page.
    }
  }

  function apply() {
    root.dataset.theme = known(new URLSearchParams(location.search).get('theme')) ?? stored() ?? (light.matches ? 'light' : 'dark');
  }

  apply();
  light.addEventListener('change', apply);
  addEventListener('storage', (e) => { if (e.key === KEY) apply(); });

  document.addEventListener('click', (e) => {
    if (!(e.target instanceof Element) || !e.target.closest('[data-theme-toggle]')) return;
    const theme = root.dataset.theme === 'light' ? 'dark' : 'light';
    store(theme);
    root.dataset.theme = theme;
    // An address that names a theme keeps naming the one in force.
    const address = new URL(location.href);
    if (!address.searchParams.has('theme')) return;
    address.searchParams.set('theme', theme);
    if (window.Blazor?.navigateTo) window.Blazor.navigateTo(address.href, { replaceHistoryEntry: true });
    else history.replaceState(history.state, '', address);
  });
})();
