// Runs before anything is drawn.

// Voilà's server may send calls of these while cells run; this page shows progress by itself.
window.voila_heartbeat = window.voila_process = window.voila_finish = () => {};

// The access code is in a cookie by now; it must not stay in the address bar or in bookmarks.
const address = new URL(window.location.href);
if (address.searchParams.has('token')) {
  address.searchParams.delete('token');
  window.history.replaceState(null, '', address);
}

// Widgets read the theme from the body.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
function applyTheme() {
  document.body.dataset.jpThemeLight = String(!dark.matches);
  document.body.dataset.jpThemeName = dark.matches ? 'JupyterLab Dark' : 'JupyterLab Light';
}
dark.addEventListener('change', applyTheme);
applyTheme();
