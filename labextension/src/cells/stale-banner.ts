import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget, type PanelLayout } from '@lumino/widgets';

/** Why results no longer belong to what stands above them. */
export interface Stale {
  /** The code of the cell has changed since they were made. */
  code: boolean;
  /** Variables that the cell uses and an earlier cell has made again since. */
  inputs: string[];
}

/** A line above the outputs of a cell: they are older than the code, and a button runs it. */
export class StaleBanner extends Widget {
  constructor(
    private readonly trans: TranslationBundle,
    run: () => void,
  ) {
    super();
    this.addClass('linkr-Stale');
    this.node.setAttribute('role', 'status');
    this.node.dataset.lmSuppressShortcuts = 'true';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'linkr-Button';
    button.textContent = trans.__('Run');
    button.addEventListener('click', run);
    this.node.append(this.text, button);
  }

  /** Say why; the same words are not said twice. */
  say(stale: Stale): void {
    const { trans } = this;
    const words = stale.code
      ? trans.__('These results are older than the code above.')
      : trans.__(
          'These results are older than what the code uses: %1 was made again since.',
          stale.inputs.join(', '),
        );
    if (this.text.textContent !== words) {
      this.text.textContent = words;
    }
  }

  /** Stand above the outputs of a cell. */
  placeIn(cell: Cell): void {
    const layout = cell.layout as PanelLayout;
    const outputs = layout.widgets.findIndex((one) => one.hasClass('jp-Cell-outputWrapper'));
    if (outputs >= 0) {
      layout.insertWidget(outputs, this);
    }
  }

  private readonly text = document.createElement('span');
}
