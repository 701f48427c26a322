import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { expect, it, vi } from 'vitest';

import { Forms } from '../forms';
import type { NotebookForms } from '../notebook-forms';

it.each([
  [true, 'closeIn'],
  [false, 'revealIn'],
] as const)('acts on an open form by whether it is in view: %s', (inView, called) => {
  const forms = {
    panel: { disposed: { connect: vi.fn() } },
    isOpen: () => true,
    isInView: () => inView,
    closeIn: vi.fn(),
    revealIn: vi.fn(),
  };
  const all = new Forms(nullTranslator.load(''));
  all.follow(forms as unknown as NotebookForms);
  const cell = { model: { type: 'code', getMetadata: () => undefined } } as unknown as Cell;
  all.toggle(forms.panel as unknown as NotebookPanel, cell);
  expect(forms.closeIn).toHaveBeenCalledTimes(called === 'closeIn' ? 1 : 0);
  expect(forms.revealIn).toHaveBeenCalledTimes(called === 'revealIn' ? 1 : 0);
});
