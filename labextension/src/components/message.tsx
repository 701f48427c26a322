import type { TranslationBundle } from '@jupyterlab/translation';

import { openModal } from './modal';
import { Prose } from './prose';

/** Tell a person something that is too long for a notification, which cuts after 140 letters. */
export async function tell(
  trans: TranslationBundle,
  message: { title: string; text: string; advice: string },
): Promise<void> {
  await openModal({
    title: message.title,
    closeLabel: trans.__('Close'),
    draw: (close) => (
      <>
        <p>
          <Prose>{message.text}</Prose>
        </p>
        <p>
          <Prose>{message.advice}</Prose>
        </p>
        <div className="linkr-Actions">
          <button
            type="button"
            className="linkr-Button linkr-mod-primary"
            autoFocus
            onClick={() => close(null)}
          >
            {trans.__('OK')}
          </button>
        </div>
      </>
    ),
  });
}
