// The clinicians' page. This module runs when all cells have run and the page has arrived.

import { end, follow } from './connection.js';
import { startIdleClock } from './idle.js';
import { endWithPage } from './leaving.js';
import { startRegions } from './regions.js';
import { watchResults } from './results.js';
import { startTabs } from './tabs.js';
import { say } from './words.js';

/** The patient bar stays in sight; what is focused must not hide behind it. */
function keepBarInSight() {
  const bar = document.getElementById('linkr-above');
  if (!bar) return;
  new ResizeObserver(() => {
    const sticky = getComputedStyle(bar).position === 'sticky';
    const height = sticky ? bar.offsetHeight + 8 : 0;
    document.documentElement.style.scrollPaddingTop = `${height}px`;
  }).observe(bar);
}

/** Going elsewhere ends the page, so links that leave the study open beside it. */
function openOutsideBeside() {
  for (const link of document.querySelectorAll('.linkr-Text a[href]')) {
    if (link.origin === window.location.origin) continue;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}

// A page that comes back from the browser's memory has nothing behind it any more.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload();
});

endWithPage();
startTabs();
startRegions();
watchResults();
keepBarInSight();
openOutsideBeside();
if (document.getElementById('linkr-failed')) {
  end('failed', say('This page could not be prepared.'), say('Reload the page'));
} else {
  follow().then(startIdleClock);
}
