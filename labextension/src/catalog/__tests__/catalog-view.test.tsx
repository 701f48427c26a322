import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { act } from 'react';
import { expect, it, vi } from 'vitest';

import { button, click, draw, press, type } from '../../__tests__/drawing';
import type { CatalogContent } from '../api';
import { CatalogView } from '../catalog-view';
import type { Catalog, CatalogChange } from '../model';
import { card, content } from './cards';

const trans = nullTranslator.load('linkr_jupyter');

async function show(found: CatalogContent): Promise<{
  onOpen: ReturnType<typeof vi.fn>;
  undo: ReturnType<typeof vi.fn>;
  happen: (change: CatalogChange) => Promise<void>;
}> {
  const undo = vi.fn(() => Promise.resolve());
  const catalog = { read: () => Promise.resolve(found), undo, last: null as CatalogChange | null };
  const changed = new Signal<typeof catalog, void>(catalog);
  Object.assign(catalog, { changed });
  const onOpen = vi.fn();
  await draw(
    <CatalogView
      catalog={catalog as unknown as Catalog}
      language="en"
      locale="en"
      trans={trans}
      rendermime={{} as IRenderMimeRegistry}
      opened={null}
      onOpen={onOpen}
      onUse={vi.fn()}
      onInstall={vi.fn()}
    />,
  );
  const happen = async (change: CatalogChange): Promise<void> => {
    await act(async () => {
      catalog.last = change;
      changed.emit();
      await Promise.resolve();
    });
  };
  return { onOpen, undo, happen };
}

it('shows on a card what a person must know, and opens it', async () => {
  const packages = [
    { language: 'python', name: 'lifelines', installed: null },
    { language: 'python', name: 'altair', installed: '5.5' },
  ];
  const { onOpen } = await show(
    content(
      [
        card('km', {
          title: 'Survival',
          packages,
          languages: ['python', 'r'],
          tables: ['death'],
          checked_against: ['R survival'],
          picture: 'plugins/km/picture?v=1',
          disabled: true,
        }),
      ],
      { broken: [{ id: 'half', reason: 'Run `jupyter linkr plugin check`.' }] },
    ),
  );
  const text = document.querySelector('[data-linkr-row=km]')?.textContent ?? '';
  for (const word of ['Survival', 'Python', 'R', 'version 1.0.0', 'Disabled', 'death']) {
    expect(text, word).toContain(word);
  }
  expect(text).toContain('Checked against 1 reference');
  expect(text).toContain('Not installed: lifelines');
  expect(text).not.toContain('altair');
  expect(document.querySelector('img')?.src).toContain('/linkr-jupyter/api/plugins/km/picture?v=1');
  expect(document.querySelector('[data-linkr-row=half] code')?.textContent).toBe(
    'jupyter linkr plugin check',
  );
  await click(document.querySelector('[data-linkr-row=km]'));
  expect(onOpen).toHaveBeenCalledWith('km');
});

it('says that nothing matches, and shows everything again', async () => {
  await show(content([card('km')]));
  await type(document.querySelector('input[type=search]') as HTMLInputElement, 'zzz');
  expect(document.querySelectorAll('.linkr-PluginCard')).toHaveLength(0);
  await click(button('Show all plugins'));
  expect(document.querySelectorAll('.linkr-PluginCard')).toHaveLength(1);
});

it('moves between the search and the cards with the arrow keys', async () => {
  await show(content([card('a'), card('b')]));
  (document.querySelector('input[type=search]') as HTMLInputElement).focus();
  await press('ArrowDown');
  await press('ArrowDown');
  expect(document.activeElement?.getAttribute('data-linkr-row')).toBe('b');
});

it('says what was done, with the way back', async () => {
  const removed = [{ id: 'old', date: '2026-11-22T05:00:00+00:00', undo: 't1' }];
  const { undo, happen } = await show(content([], { removed }));
  const change: CatalogChange = { kind: 'removed', ids: ['km'], undo: ['t2'] };
  await happen(change);
  expect(document.querySelector('.linkr-Notice')?.textContent).toContain('Removed: km.');
  await click(button('Undo'));
  expect(undo).toHaveBeenLastCalledWith(change);
  await click(document.querySelector('.linkr-Removed button'));
  expect(undo).toHaveBeenLastCalledWith({ ids: ['old'], undo: ['t1'] });
});
