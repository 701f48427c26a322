// Sentences in the language of the study, and the places of the page that say them.

const view = JSON.parse(document.getElementById('linkr-view').textContent);

/** Minutes without use after which the page closes; 0 means never. */
export const idleMinutes = view.idleMinutes;

/** Translate an English sentence and fill its `{name}` fields. */
export function say(sentence, fields = {}) {
  const words = view.words[sentence] ?? sentence;
  return words.replace(/\{(\w+)\}/g, (field, name) => String(fields[name] ?? field));
}

/** Tell a screen reader politely. */
export function announce(sentence) {
  document.getElementById('linkr-status').textContent = sentence;
}

/** Show a notice under the header, with at most one button; it replaces the one before. */
export function notify(sentence, label, act) {
  const words = document.createElement('span');
  words.textContent = sentence;
  const parts = [words];
  if (label) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', act);
    parts.push(button);
  }
  document.getElementById('linkr-notice').replaceChildren(...parts);
}

/** Take the notice away. */
export function clearNotice() {
  document.getElementById('linkr-notice').replaceChildren();
}
