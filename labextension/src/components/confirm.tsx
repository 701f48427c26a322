import type { TranslationBundle } from '@jupyterlab/translation';

import { openModal } from './modal';

/** Ask before something that cannot be undone; the safe answer has the focus. */
export async function confirm(
  trans: TranslationBundle,
  question: { title: string; text: string; action: string },
): Promise<boolean> {
  const answer = await openModal<boolean>({
    title: question.title,
    closeLabel: trans.__('Close'),
    draw: (close) => (
      <>
        <p>{question.text}</p>
        <div className="linkr-Actions">
          <button type="button" className="linkr-Button" autoFocus onClick={() => close(false)}>
            {trans.__('Cancel')}
          </button>
          <button
            type="button"
            className="linkr-Button linkr-mod-danger"
            onClick={() => close(true)}
          >
            {question.action}
          </button>
        </div>
      </>
    ),
  });
  return answer === true;
}
