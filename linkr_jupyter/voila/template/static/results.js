// What the front end says in its own words, said in ours.

import { say } from './words.js';

const BROKEN =
  "[data-mime-type='application/vnd.jupyter.stderr'], [data-mime-type='application/vnd.jupyter.error']";
const SELECTOR = `.jupyter-widgets, .lm-Widget, ${BROKEN}`;

function replace(element) {
  const text = element.childElementCount ? '' : element.textContent;
  if (element.matches(BROKEN) || text.startsWith('Error displaying widget')) {
    const words = document.createElement('p');
    words.className = 'linkr-Failure';
    words.textContent = say('This part could not be shown.');
    element.replaceChildren(words);
    element.removeAttribute('data-mime-type');
  } else if (text === 'Loading widget...') {
    element.textContent = say('Loading…');
  }
}

/** Watch what is drawn from now on. */
export function watchResults() {
  const root = document.getElementById('linkr-main');
  new MutationObserver((changes) => {
    for (const change of changes) {
      const parent = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      if (parent?.matches(SELECTOR)) replace(parent);
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches(SELECTOR)) replace(node);
        for (const inner of node.querySelectorAll(SELECTOR)) replace(inner);
      }
    }
  }).observe(root, { childList: true, subtree: true });
}
