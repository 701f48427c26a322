import { describe, expect, it } from 'vitest';

import { RequestError } from '../../request';
import { ABSENT, type PluginFolder } from '../api';
import { PluginDraft, type Folder } from '../draft';

/** A folder as the server keeps it: marks of versions, refusals of stale writes. */
class Disk implements Folder {
  constructor(readonly texts: Record<string, string>) {}

  read(): Promise<PluginFolder> {
    const files = Object.entries(this.texts).map(([name, text]) => ({
      name,
      text,
      etag: `e:${text}`,
    }));
    const title = this.texts['plugin.json'] ?? '';
    return Promise.resolve({
      id: 'p',
      title,
      place: 'user' as const,
      writable: true,
      files,
      missing: [],
    });
  }

  write(name: string, text: string, ifMatch: string): Promise<{ etag: string }> {
    this.require(name, ifMatch);
    this.texts[name] = text;
    return Promise.resolve({ etag: `e:${text}` });
  }

  remove(name: string, ifMatch: string): Promise<null> {
    this.require(name, ifMatch);
    Reflect.deleteProperty(this.texts, name);
    return Promise.resolve(null);
  }

  private require(name: string, ifMatch: string): void {
    const text = this.texts[name];
    if (ifMatch !== (text === undefined ? ABSENT : `e:${text}`)) {
      throw new RequestError('changed', '', '', 'plugin_changed', 412);
    }
  }
}

async function opened(): Promise<{ disk: Disk; draft: PluginDraft; replaced: string[] }> {
  const disk = new Disk({ 'plugin.json': 'A', 'cell.py': 'x = 1' });
  const draft = new PluginDraft(disk);
  const replaced: string[] = [];
  draft.replaced.connect((_, name) => void replaced.push(name));
  await draft.load();
  return { disk, draft, replaced };
}

describe('the files of a plugin while they are edited', () => {
  it('knows what is not saved, and saves that alone', async () => {
    const { disk, draft } = await opened();
    expect(draft.dirty).toBe(false);
    draft.edit('cell.py', 'x = 2');
    expect(draft.edited).toEqual({ 'cell.py': 'x = 2' });
    disk.texts['README.md'] = 'new';
    expect(await draft.save()).toBe(true);
    expect(disk.texts).toEqual({ 'plugin.json': 'A', 'cell.py': 'x = 2', 'README.md': 'new' });
    expect(draft.dirty).toBe(false);
    expect(draft.file('README.md')?.text).toBe('new');
    draft.edit('cell.py', 'x = 3');
    expect(await draft.save()).toBe(true);
    expect(disk.texts['cell.py']).toBe('x = 3');
  });

  it('reads again what somebody else changed, and says so', async () => {
    const { disk, draft, replaced } = await opened();
    disk.texts['cell.py'] = 'theirs';
    expect(await draft.load()).toBe(true);
    expect(draft.file('cell.py')).toMatchObject({ text: 'theirs', saved: 'theirs', theirs: null });
    expect(replaced).toEqual(['cell.py']);
    expect(draft.refreshed).toEqual(['cell.py']);
    expect(await draft.load()).toBe(false);
    draft.edit('cell.py', 'mine');
    expect(draft.refreshed).toEqual([]);
  });

  it('overwrites nothing of somebody else’s until a person has chosen', async () => {
    const { disk, draft, replaced } = await opened();
    draft.edit('cell.py', 'mine');
    disk.texts['cell.py'] = 'theirs';
    expect(await draft.save()).toBe(false);
    expect(disk.texts['cell.py']).toBe('theirs');
    expect(draft.file('cell.py')).toMatchObject({ text: 'mine', theirs: { text: 'theirs' } });
    expect(await draft.save()).toBe(false);
    expect(disk.texts['cell.py']).toBe('theirs');
    await draft.keepMine('cell.py');
    expect(disk.texts['cell.py']).toBe('mine');
    expect(draft.dirty).toBe(false);

    draft.edit('cell.py', 'mine again');
    disk.texts['cell.py'] = 'theirs again';
    await draft.load();
    draft.takeTheirs('cell.py');
    expect(draft.file('cell.py')?.text).toBe('theirs again');
    expect(replaced).toEqual(['cell.py']);
    expect(draft.dirty).toBe(false);
  });

  it('asks again when the version that was shown is not the last one', async () => {
    const { disk, draft } = await opened();
    draft.edit('cell.py', 'mine');
    disk.texts['cell.py'] = 'second';
    await draft.load();
    disk.texts['cell.py'] = 'third';
    await draft.keepMine('cell.py');
    expect(disk.texts['cell.py']).toBe('third');
    expect(draft.file('cell.py')).toMatchObject({ text: 'mine', theirs: { text: 'third' } });
  });

  it('keeps what was typed in a file that somebody removed', async () => {
    const { disk, draft } = await opened();
    draft.edit('cell.py', 'mine');
    delete disk.texts['cell.py'];
    await draft.load();
    expect(draft.file('cell.py')).toMatchObject({ text: 'mine', theirs: { text: null } });
    await draft.keepMine('cell.py');
    expect(disk.texts['cell.py']).toBe('mine');
    draft.edit('cell.py', 'mine too');
    delete disk.texts['cell.py'];
    await draft.load();
    draft.takeTheirs('cell.py');
    expect(draft.file('cell.py')).toBeUndefined();
  });

  it('adds files, takes them away and brings them back', async () => {
    const { disk, draft } = await opened();
    await draft.add('README.md', '# A');
    expect(disk.texts['README.md']).toBe('# A');
    await draft.remove('README.md');
    expect(disk.texts['README.md']).toBeUndefined();
    expect(draft.file('README.md')).toBeUndefined();
    await draft.restore();
    expect(disk.texts['README.md']).toBe('# A');
    expect(draft.removed).toBeNull();
  });

  it('leaves what is typed while a save is under way unsaved', async () => {
    const { disk, draft } = await opened();
    draft.edit('cell.py', 'first');
    const saving = draft.save();
    draft.edit('cell.py', 'second');
    expect(await saving).toBe(false);
    expect(disk.texts['cell.py']).toBe('first');
    expect(draft.edited).toEqual({ 'cell.py': 'second' });
    expect(await draft.save()).toBe(true);
  });
});
