// What the page says about the program behind it, without its words: busy, interrupted, lost.

import { announce, clearNotice, notify, say } from './words.js';

const START_LIMIT = 60_000;
const INTERRUPTED_AFTER = 3_000;
const BUSY_AFTER = 1_000;
const COUNT_AFTER = 10_000;
const GONE = ['dead', 'restarting', 'autorestarting', 'terminating'];

let state = 'preparing';

function setState(next) {
  state = next;
  document.body.dataset.state = next;
}

/** Whether the page can no longer be used. */
export function isOver() {
  return ['lost', 'closed', 'failed'].includes(state);
}

/** Stop the page for good: what it shows stays readable, and nothing on it can be used. */
export function end(next, sentence, label) {
  if (isOver()) return;
  setState(next);
  document.getElementById('linkr-loading')?.remove();
  document.getElementById('linkr-main').inert = true;
  notify(sentence, label, () => window.location.reload());
}

function lose() {
  end('lost', say('The connection was lost.'), say('Reload the page'));
}

function ready() {
  if (state !== 'preparing') return;
  setState('ready');
  document.getElementById('linkr-loading')?.remove();
  announce(say('The page is ready.'));
}

/** The front end calls this by setting `window.jupyterapp` once it has started. */
function frontEnd() {
  if (window.jupyterapp) return Promise.resolve(window.jupyterapp);
  return new Promise((resolve) => {
    let value;
    Object.defineProperty(window, 'jupyterapp', {
      configurable: true,
      get: () => value,
      set: (app) => resolve((value = app)),
    });
  });
}

async function stillThere(kernel) {
  const base = document.body.dataset.baseUrl.replace(/voila\/$/, '');
  try {
    return (await fetch(`${base}api/kernels/${kernel.id}`)).status !== 404;
  } catch {
    return true; // no network at all: keep trying
  }
}

function watchConnection(kernel) {
  let timer;
  kernel.connectionStatusChanged.connect((_, status) => {
    clearTimeout(timer);
    if (status === 'disconnected') lose();
    else if (status === 'connected' && state === 'interrupted') {
      setState('ready');
      clearNotice();
    } else if (status === 'connecting' && state === 'ready') {
      timer = setTimeout(async () => {
        if (isOver()) return;
        setState('interrupted');
        notify(say('The connection is interrupted. Trying again…'));
        if (!(await stillThere(kernel))) lose();
      }, INTERRUPTED_AFTER);
    }
  });
}

function watchWork(kernel) {
  const busy = document.getElementById('linkr-busy');
  let timer;
  let started = 0;
  const tick = () => {
    const spent = Date.now() - started;
    busy.hidden = false;
    busy.textContent =
      spent < COUNT_AFTER
        ? say('Working…')
        : say('Working for {n} s…', { n: Math.round(spent / 1000) });
    timer = setTimeout(tick, 1_000);
  };
  kernel.statusChanged.connect((_, status) => {
    if (GONE.includes(status)) lose();
    if (status === 'busy' && !started) {
      started = Date.now();
      timer = setTimeout(tick, BUSY_AFTER);
    } else if (status !== 'busy') {
      clearTimeout(timer);
      started = 0;
      busy.hidden = true;
    }
  });
}

/** Follow the page from its preparation to its end. Resolves with the kernel's id. */
export async function follow() {
  const timer = setTimeout(lose, START_LIMIT);
  const app = await frontEnd();
  const manager = await app.widgetManagerPromise.promise;
  if (!manager.restoredStatus) {
    await new Promise((resolve) => manager.restored.connect(resolve));
  }
  clearTimeout(timer);
  watchConnection(manager.kernel);
  watchWork(manager.kernel);
  if (GONE.includes(manager.kernel.status)) lose();
  ready();
  return manager.kernel.id;
}
