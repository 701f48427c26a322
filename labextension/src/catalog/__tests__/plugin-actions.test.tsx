import { nullTranslator } from '@jupyterlab/translation';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { dialogDrawn } from '../../__tests__/dialog';
import { button, click, draw, type } from '../../__tests__/drawing';
import { RequestError } from '../../request';
import type { Card } from '../api';
import type { CatalogViewProps } from '../catalog-view';
import { ForkForm, PluginActions } from '../plugin-actions';
import { card, review, reviewed } from './cards';

const trans = nullTranslator.load('linkr_jupyter');
const onOpen = vi.fn();
const fork = vi.fn<(id: string, copy: string) => Promise<string>>();
const remove = vi.fn<(id: string) => Promise<void>>();
const change = vi.fn<(id: string, disabled: boolean) => Promise<void>>();
const reviewUpdate = vi.fn(() => Promise.resolve(review(reviewed())));
const catalog = { fork, remove, switch: change, reviewUpdate };
const ORIGIN = { source: '/x', kind: 'folder', commit: '', hash: 'h', date: '', who: '' };

const show = (facts: Partial<Card>): Promise<unknown> => {
  const props = { catalog, trans, language: 'en', locale: 'en', onOpen };
  const view = props as unknown as CatalogViewProps;
  return draw(<PluginActions {...view} card={card('km', facts)} />);
};
const words = (): (string | null)[] =>
  [...document.querySelectorAll('#here button')].map((one) => one.textContent);

beforeEach(() => vi.clearAllMocks());

describe('what can be done with a plugin', () => {
  it.each<[Partial<Card>, string[]]>([
    [{}, ['Disable', 'Fork']],
    [{ disabled: true }, ['Enable', 'Fork']],
    [{ place: 'user' }, ['Disable', 'Fork', 'Remove']],
    [{ place: 'user', installed: ORIGIN }, ['Update', 'Disable', 'Fork', 'Remove']],
  ])('%j: %j', async (facts, actions) => {
    await show(facts);
    expect(words()).toEqual(actions);
  });

  it('goes back to the list once it is removed, and stays when it cannot be', async () => {
    remove.mockRejectedValueOnce(new RequestError('It is in use.', 'Wait.', '', 'x', 422));
    await show({ place: 'user' });
    await click(button('Remove'));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('It is in use.');
    expect(onOpen).not.toHaveBeenCalled();
    remove.mockResolvedValueOnce();
    await click(button('Remove'));
    expect(onOpen).toHaveBeenCalledWith(null);
  });

  it('reads the source of a folder again, and asks for an archive that was uploaded', async () => {
    await show({ place: 'user', installed: ORIGIN });
    await click(button('Update'));
    await dialogDrawn();
    expect(reviewUpdate).toHaveBeenCalledWith('km', 'en');
    await show({ place: 'user', installed: { ...ORIGIN, kind: 'archive', source: 'km.zip' } });
    await click(button('Update'));
    expect((await dialogDrawn()).querySelector('input[type=file]')).not.toBeNull();
    expect(reviewUpdate).toHaveBeenCalledTimes(1);
  });
});

describe('forking a plugin', () => {
  it('proposes a name, and says beside it why another is refused', async () => {
    const close = vi.fn();
    fork.mockRejectedValueOnce(new RequestError('Taken.', '', 'id', 'plugin_refused', 422));
    const props = { catalog: catalog as never, id: 'km', trans, close };
    await draw(<ForkForm {...props} />);
    const name = document.querySelector('[name=id]') as HTMLInputElement;
    expect(name.value).toBe('my_km');
    await click(document.querySelector('button[type=submit]'));
    expect(name.getAttribute('aria-invalid')).toBe('true');
    fork.mockResolvedValueOnce('other');
    await type(name, 'other');
    await click(document.querySelector('button[type=submit]'));
    expect(fork).toHaveBeenLastCalledWith('km', 'other');
    expect(close).toHaveBeenCalledWith('other');
  });
});
