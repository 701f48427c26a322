// Leaving the page ends the program behind it, however the page is left and however early.

/** Say that nobody reads the page any more. */
export function shutDown(kernel) {
  const form = new FormData();
  form.append('_xsrf', document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? '');
  navigator.sendBeacon(`${document.body.dataset.baseUrl}api/shutdown/${kernel}`, form);
}

/** The kernel's id stands in the page from the moment at which the kernel has started. */
function kernelOfPage() {
  const config = document.getElementById('jupyter-config-data');
  try {
    return JSON.parse(config.textContent).kernelId;
  } catch {
    return '';
  }
}

/** Telephones and tabs that are closed send `pagehide` where they do not send `beforeunload`. */
export function endWithPage() {
  window.addEventListener('pagehide', () => {
    const kernel = kernelOfPage();
    if (kernel) shutDown(kernel);
  });
}
