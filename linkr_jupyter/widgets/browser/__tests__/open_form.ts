/** A small form on a page, without a kernel behind it. */
import { vi } from 'vitest';
import form from '../form.js';
import { find, Kernel, rendered } from './kernel.js';

const TEXTS = new Proxy({} as Record<string, string>, {
  get: (_, name) => String(name),
  ownKeys: () => [],
});

function control(name: string, more: object = {}): object {
  return {
    name,
    control: 'text',
    title: name.toUpperCase(),
    description: '',
    required: false,
    nullable: false,
    group: 'main',
    unit: '',
    section: '',
    row: '',
    follows: false,
    placeholder: '',
    lines: 4,
    integer: false,
    most: null,
    options: [],
    least: null,
    largest: null,
    step: 'any',
    longest: null,
    ...more,
  };
}

const CONTROLS = [
  control('bins', { control: 'number', description: 'How many.', least: 5, largest: 200, step: 1 }),
  control('rule', {
    control: 'choice',
    radio: true,
    options: [
      { key: '0', label: 'None' },
      { key: '1', label: 'IQR' },
    ],
  }),
  control('ids', { control: 'concepts', required: true, most: 2 }),
  control('shown', {
    control: 'choices',
    options: [
      { key: '0', label: 'Mean' },
      { key: '1', label: 'SD' },
    ],
  }),
  control('k', { control: 'number', group: 'more' }),
  control('title', { nullable: true }),
];

export function state(more: object = {}): Record<string, unknown> {
  return {
    values: {
      bins: 40,
      rule: '0',
      ids: ['9007199254740993'],
      shown: ['0', '1'],
      k: 1.5,
      title: null,
    },
    seq: {},
    epoch: 0,
    problems: {},
    labels: { ids: { '9007199254740993': 'Heart rate' } },
    options: {},
    hidden: [],
    can: { undo: false, redo: false, restore: false },
    code: { text: 'bins = 40\nbins', changed: [1] },
    coding: { now: 'python', problem: '' },
    lines: { cell: {}, code: {} },
    saved: { study: true, names: [], taken: '', removed: '', cells: [] },
    cell: '',
    edits: [],
    conflict: null,
    preview: {
      state: 'waiting',
      message: '',
      advice: '',
      details: '',
      seconds: null,
      outdated: false,
      shown: false,
    },
    status: { text: '', number: 0 },
    ...more,
  };
}

export interface Opened {
  kernel: Kernel;
  root: HTMLElement;
  field: (name: string) => HTMLElement;
}

export function openForm(): Opened {
  vi.useRealTimers();
  // The stand-in kernel has no output area to show.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const kernel = new Kernel({
    view: {
      plugin: 'bars',
      title: 'Bars',
      summary: 'Draws.',
      language: 'fr',
      controls: CONTROLS,
      languages: [{ name: 'python', title: 'Python' }],
      texts: TEXTS,
    },
    state: state(),
    result: 'IPY_MODEL_1',
  });
  const root = find(rendered(form, kernel), '.linkr-Form');
  return { kernel, root, field: (name) => find(root, `[data-linkr-field="${name}"]`) };
}
