// Tabs: one panel is shown, its name is in the address, and what it holds runs when it is first seen.

const list = document.getElementById('linkr-tabs');
const tabs = list ? [...list.querySelectorAll('[role=tab]')] : [];

/** The part of the address that names a tab: "Signes vitaux" -> "signes-vitaux". */
export function slug(title) {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'tab';
}

function addresses() {
  const seen = new Map();
  return tabs.map((tab) => {
    const name = slug(tab.textContent);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}-${times}`;
  });
}

const names = addresses();

function panel(tab) {
  return document.getElementById(tab.getAttribute('aria-controls'));
}

function open(chosen) {
  for (const tab of tabs) {
    const selected = tab === chosen;
    tab.setAttribute('aria-selected', String(selected));
    tab.tabIndex = selected ? 0 : -1;
    panel(tab)?.toggleAttribute('hidden', !selected);
  }
  // Widgets that were laid out while hidden measure themselves again.
  window.dispatchEvent(new Event('resize'));
}

function openAddress() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const index = names.indexOf(name);
  if (index >= 0) open(tabs[index]);
  else if (!name) open(tabs[0]);
}

function choose(tab) {
  open(tab);
  const url = `#${encodeURIComponent(names[tabs.indexOf(tab)])}`;
  if (url !== window.location.hash) window.history.pushState(null, '', url);
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = tabs.indexOf(document.activeElement);
  const last = tabs.length - 1;
  const to = {
    ArrowRight: from === last ? 0 : from + 1,
    ArrowLeft: from === 0 ? last : from - 1,
    Home: 0,
    End: last,
  }[event.key];
  if (from < 0 || to === undefined) return;
  event.preventDefault();
  tabs[to].focus();
  choose(tabs[to]);
}

/** Make the tabs work and open the one that the address names. */
export function startTabs() {
  if (!tabs.length) return;
  for (const tab of tabs) tab.addEventListener('click', () => choose(tab));
  list.addEventListener('keydown', onKey);
  window.addEventListener('popstate', openAddress);
  window.addEventListener('hashchange', openAddress);
  openAddress();
}
