// A page that nobody uses closes: patients must not stay on the screen of an empty room.

import { end, isOver } from './connection.js';
import { shutDown } from './leaving.js';
import { clearNotice, idleMinutes, notify, say } from './words.js';

const MINUTE = 60_000;
const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'];

function close(kernel) {
  end('closed', say('This page was closed because it was not used.'), say('Open it again'));
  document.getElementById('linkr-main').replaceChildren();
  shutDown(kernel);
}

/** Count the time without use: a warning 2 minutes before the end, then the end. */
export function startIdleClock(kernel) {
  if (!idleMinutes) return;
  const limit = idleMinutes * MINUTE;
  const notice = Math.min(2 * MINUTE, limit / 2);
  let used = Date.now();
  let warned = false;
  const use = () => {
    used = Date.now();
    if (warned && !isOver()) clearNotice();
    warned = false;
  };
  for (const act of ACTS) window.addEventListener(act, use, { capture: true, passive: true });
  const clock = setInterval(() => {
    const idle = Date.now() - used;
    if (isOver()) clearInterval(clock);
    else if (idle >= limit) close(kernel);
    else if (idle >= limit - notice && !warned) {
      warned = true;
      notify(
        say('This page has not been used for a while. It will close in 2 minutes.'),
        say('Keep it open'),
        use,
      );
    }
  }, 1_000);
}
