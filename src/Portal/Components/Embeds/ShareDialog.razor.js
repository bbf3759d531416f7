// Opens the drawer, closes it, and copies what is in it.

/** Opens the drawer; `dotnet` hears when it is closed. */
export function open(drawer, dotnet) {
  drawer.addEventListener('close', () => dotnet.invokeMethodAsync('Closed').catch(() => {}));
  drawer.addEventListener('click', async (e) => {
    if (e.target === drawer || e.target.closest('[data-dismiss]')) {
      drawer.close();
      return;
    }
    const button = e.target.closest('[data-copy]');
    if (!button) return;
    const text = button.closest('section').querySelector('pre');
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = 'Press Ctrl C';
    }
    setTimeout(() => (button.textContent = 'Copy'), 1800);
  });
  drawer.showModal();
}
