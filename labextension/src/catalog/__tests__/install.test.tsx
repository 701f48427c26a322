import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { button, click, draw, type } from '../../__tests__/drawing';
import { RequestError } from '../../request';
import { InstallDialog, UpdateDialog } from '../install-dialog';
import type { Catalog } from '../model';
import { review, reviewed } from './cards';

const trans = nullTranslator.load('linkr_jupyter');
const close = vi.fn();
const asked = vi.fn<Catalog['review']>();
const install = vi.fn<Catalog['install']>();
const reviewUpdate = vi.fn<Catalog['reviewUpdate']>();
const catalog = { review: asked, install, reviewUpdate } as unknown as Catalog;
const props = { catalog, trans, language: 'en', locale: 'en', close };

const page = (): string => document.body.textContent ?? '';
const source = (): HTMLInputElement => document.querySelector('[name=source]') as HTMLInputElement;
const trust = (): HTMLInputElement => document.querySelector('[name=trust]') as HTMLInputElement;

async function choose(name: string, size = 10): Promise<void> {
  const file = new File(['x'], name);
  Object.defineProperty(file, 'size', { value: size });
  Object.defineProperty(source(), 'files', { value: [file], configurable: true });
  // jsdom does not see a file that was put there by a program.
  source().required = false;
  await act(async () => {
    source().dispatchEvent(new Event('change', { bubbles: true }));
    await Promise.resolve();
  });
}

beforeEach(() => vi.resetAllMocks());

describe('installing a plugin', () => {
  it('shows everything, and installs only when its hash is trusted', async () => {
    const found = review(reviewed({ warnings: ['It names no licence'] }), { commit: 'c0ffee' });
    asked.mockResolvedValue(found);
    install.mockResolvedValue([{ id: 'bars', version: '1.0.0', undo: 'u' }]);
    await draw(<InstallDialog {...props} />);
    expect(button('Review').disabled).toBe(true);
    await choose('bars.zip');
    await click(button('Review'));
    for (const text of ['bars.zip', 'c0ffee', '1,234 bytes', 'f1f1', 'bins = 40', 'no licence']) {
      expect(page(), text).toContain(text);
    }
    expect(trust().checked).toBe(false);
    expect(trust().closest('label')?.textContent).toContain('abc123');
    expect(button('Install').disabled).toBe(true);
    await click(button('Install'));
    expect(install).not.toHaveBeenCalled();
    await click(trust());
    await click(button('Install'));
    expect(install).toHaveBeenCalledWith(found);
    expect(close).toHaveBeenCalledWith([{ id: 'bars', version: '1.0.0', undo: 'u' }]);
  });

  it('says beside the archive why it is refused', async () => {
    const refused = new RequestError("'setup.py' is no file.", '', 'source', 'plugin_refused', 422);
    asked.mockRejectedValue(refused);
    await draw(<InstallDialog {...props} />);
    await choose('evil.zip');
    await click(button('Review'));
    expect(source().getAttribute('aria-invalid')).toBe('true');
    expect(document.querySelector('[role=alert]')?.textContent).toBe("'setup.py' is no file.");
    expect(trust()).toBeNull();
  });

  it('does not send a file that is too large', async () => {
    await draw(<InstallDialog {...props} />);
    await choose('huge.zip', 10_000_001);
    expect(page()).toContain('larger than 10 MB');
    expect(button('Review').disabled).toBe(true);
  });

  it('takes an address, and goes back from a review that is too old', async () => {
    asked.mockResolvedValue(review(reviewed()));
    install.mockRejectedValue(new RequestError('No longer kept.', 'Again.', 'review', 'x', 404));
    await draw(<InstallDialog {...props} />);
    const kind = document.querySelector('[name=kind]') as HTMLSelectElement;
    await act(async () => {
      kind.value = 'git';
      kind.dispatchEvent(new Event('change', { bubbles: true }));
      await Promise.resolve();
    });
    await type(source(), ' https://forge.example.org/x.git ');
    await click(button('Review'));
    expect(asked).toHaveBeenCalledWith('https://forge.example.org/x.git', 'en');
    await click(trust());
    await click(button('Install'));
    expect(page()).toContain('No longer kept.');
    await click(button('Back'));
    expect(document.querySelector('[name=kind]')).not.toBeNull();
  });
});

describe('updating a plugin', () => {
  const replaces = { version: '0.9.0', hash: 'p0', modified: false, changes: [] };

  it('shows what would change', async () => {
    const changes = [{ file: 'cell.py', difference: '@@ -1 +1 @@\n-a\n+b' }];
    reviewUpdate.mockResolvedValue(review(reviewed({ replaces: { ...replaces, changes } })));
    await draw(<UpdateDialog {...props} id="bars" />);
    expect(page()).toContain('Replaces version 0.9.0');
    expect(document.querySelector('ins')?.textContent).toBe('+b\n');
    expect(button('Update').disabled).toBe(true);
  });

  it('says that nothing is new, and offers nothing', async () => {
    reviewUpdate.mockResolvedValue(review(reviewed({ replaces: { ...replaces, hash: 'p1' } })));
    await draw(<UpdateDialog {...props} id="bars" />);
    expect(page()).toContain('there is nothing to do');
    expect(trust()).toBeNull();
  });
});
