// F6 goes to the next region of the page; after the last one, the browser takes its turn.

function regions() {
  const places = [
    document.querySelector('.linkr-Header nav a'),
    document.querySelector("#linkr-above :is(input, button, select, [tabindex='0'])"),
    document.querySelector('#linkr-tabs:not([hidden]) [aria-selected=true]'),
    document.querySelector('[role=tabpanel]:not([hidden])'),
  ];
  return places.filter((place) => place && place.getClientRects().length);
}

function current(places) {
  const active = document.activeElement;
  const areas = places.map((place) =>
    place.closest('nav, #linkr-above, #linkr-tabs, [role=tabpanel]'),
  );
  return areas.findIndex((area) => area.contains(active));
}

/** Listen for F6 and Shift+F6. */
export function startRegions() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F6' || event.altKey || event.ctrlKey || event.metaKey) return;
    const places = regions();
    const next = places[current(places) + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
