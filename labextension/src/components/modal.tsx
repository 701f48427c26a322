import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import type { ReactElement } from 'react';

/** Number of dialogs opened so far, to give each heading an id of its own. */
let opened = 0;

/**
 * Show a modal dialog on the browser's own `<dialog>`, which keeps the focus inside, closes on
 * Escape and gives the focus back. JupyterLab's dialog swallows Enter and closes before a form
 * could show what the server refused.
 *
 * @param draw - Draws the content; `close` ends the dialog with a value.
 * @returns What the dialog was closed with, or `null` when it was dismissed.
 */
export function openModal<T>(options: {
  title: string;
  closeLabel: string;
  draw: (close: (value: T | null) => void) => ReactElement;
  wide?: boolean;
}): Promise<T | null> {
  return new Promise((resolve) => {
    const node = document.createElement('dialog');
    const heading = `linkr-dialog-${++opened}`;
    node.className = `linkr-Dialog jp-ThemedContainer${options.wide ? ' linkr-mod-wide' : ''}`;
    node.setAttribute('aria-labelledby', heading);
    // Notebook shortcuts must not act on cells while a person types here.
    node.dataset.lmSuppressShortcuts = 'true';
    let value: T | null = null;
    const close = (chosen: T | null): void => {
      value = chosen;
      node.close();
    };
    const content = ReactWidget.create(
      <>
        <header className="linkr-Dialog-header">
          <h2 id={heading}>{options.title}</h2>
          <button
            type="button"
            className="linkr-IconButton"
            aria-label={options.closeLabel}
            title={options.closeLabel}
            onClick={() => close(null)}
          >
            <span aria-hidden="true">×</span>
          </button>
        </header>
        <div className="linkr-Dialog-body">{options.draw(close)}</div>
      </>,
    );
    node.addEventListener('close', () => {
      content.dispose();
      node.remove();
      resolve(value);
    });
    node.addEventListener('mousedown', (event) => {
      if (event.target === node) {
        close(null);
      }
    });
    document.body.append(node);
    Widget.attach(content, node);
    node.showModal();
  });
}
