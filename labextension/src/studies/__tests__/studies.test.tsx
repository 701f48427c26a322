import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import { button, click, draw, type } from '../../__tests__/drawing';
import { RequestError } from '../../request';
import type { NewStudy, Study } from '../api';
import { browserLocale, readableDate } from '../dates';
import { folderName } from '../folder-name';
import { innermost, type Studies } from '../model';
import { NewStudyForm } from '../new-study';
import { previewUrl } from '../pages';
import { StudyList } from '../study-list';

const trans = nullTranslator.load('linkr_jupyter');

function study(path: string, more: Partial<Study> = {}): Study {
  return {
    id: path,
    title: `Study in ${path}`,
    description: '',
    language: 'en',
    source: 'demo',
    path,
    pages: [],
    modified: '2026-11-21T14:05:00+00:00',
    authors: [],
    generated: true,
    etag: 'e',
    ...more,
  };
}

function model(list: () => Promise<Study[]>): Studies {
  const owner = {};
  return { list, changed: new Signal(owner) } as unknown as Studies;
}

describe('the study of a notebook', () => {
  const studies = [study('a'), study('a/b'), study('ab')];
  it.each([
    ['a/x.ipynb', 'a'],
    ['a/b/x.ipynb', 'a/b'],
    ['ab/x.ipynb', 'ab'],
    ['abc/x.ipynb', undefined],
  ])('%s is in %s', (path, expected) => {
    expect(innermost(studies, path)?.path).toBe(expected);
  });

  it('may be the root itself', () => {
    expect(innermost([study('')], 'x.ipynb')?.path).toBe('');
  });
});

describe('the list of studies', () => {
  const draws = (list: () => Promise<Study[]>): Promise<unknown> =>
    draw(
      <StudyList studies={model(list)} trans={trans} locale="en" onOpen={opened} onNew={vi.fn()} />,
    );
  const opened = vi.fn<(study: Study) => void>();

  it('says what a study is when there is none', async () => {
    await draws(() => Promise.resolve([]));
    expect(document.body.textContent).toContain('No study yet');
    expect(button('New study')).toBeTruthy();
  });

  it('marks generated data, searches, and opens', async () => {
    await draws(() => Promise.resolve([study('sepsis'), study('pbc', { generated: false })]));
    expect(document.querySelectorAll('.linkr-mod-notice')).toHaveLength(1);
    await type(document.querySelector('input') as HTMLInputElement, 'PBC');
    expect(document.querySelectorAll('.linkr-Row')).toHaveLength(1);
    await click(document.querySelector('.linkr-Row'));
    expect(opened).toHaveBeenCalledWith(expect.objectContaining({ path: 'pbc' }));
  });

  it('shows the folder of studies with the same title', async () => {
    const title = 'Sepsis';
    const known = [study('a/one', { title }), study('b/two', { title }), study('c/three')];
    await draws(() => Promise.resolve(known));
    const rows = [...document.querySelectorAll('.linkr-Row')].map((row) => row.textContent);
    expect(rows[0]).toContain('Sepsisa/one');
    expect(rows[1]).toContain('Sepsisb/two');
    expect(rows[2]).toMatch(/^Study in c\/threedemo/);
  });

  it('keeps a broken study in view, with what to do', async () => {
    const problem = { message: 'study.json is no JSON.', advice: 'Restore it.' };
    await draws(() => Promise.resolve([study('broken', { problem })]));
    expect(document.body.textContent).toContain('study.json is no JSON.');
    expect(document.body.textContent).toContain('Restore it.');
    expect(document.querySelector('button.linkr-Row')).toBeNull();
  });

  it('shows an error with Retry', async () => {
    let broken = true;
    await draws(() =>
      broken
        ? Promise.reject(new RequestError('No.', 'Do this.', '', 'not_found', 404))
        : Promise.resolve([study('a')]),
    );
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Do this.');
    broken = false;
    await click(button('Retry'));
    expect(document.querySelectorAll('.linkr-Row')).toHaveLength(1);
  });
});

describe('a new study', () => {
  const templates = [{ id: 'blank', title: 'Blank', description: 'Nothing yet.' }];
  const source = { name: 'demo', location_kind: 'file', description: '', generated: true };
  const form = (
    create: (made: NewStudy) => Promise<Study>,
    close: (made: Study | null) => void,
    sources = [source],
  ): Promise<unknown> => {
    const load = (): Promise<{ templates: typeof templates; sources: typeof sources }> =>
      Promise.resolve({ templates, sources });
    return draw(
      <NewStudyForm
        {...{ trans, load, create, close }}
        language="fr"
        parent="work"
        onAddSource={vi.fn()}
      />,
    );
  };
  const field = (name: string): HTMLInputElement =>
    document.querySelector(`[name=${name}]`) as HTMLInputElement;

  it('suggests a folder from the title and creates', async () => {
    const close = vi.fn();
    const create = vi.fn((made: NewStudy) => Promise.resolve(study(made.folder)));
    await form(create, close);
    await type(field('title'), 'Sepsis à l’hôpital !');
    expect(field('folder').value).toBe('work/sepsis-a-l-hopital');
    await click(button('Create study'));
    expect(create).toHaveBeenCalledWith({
      title: 'Sepsis à l’hôpital !',
      template: 'blank',
      source: 'demo',
      language: 'fr',
      folder: 'work/sepsis-a-l-hopital',
    });
    expect(close).toHaveBeenCalledOnce();
  });

  it('keeps a folder that was chosen, and shows a refusal beside its field', async () => {
    const close = vi.fn();
    const refusal = new RequestError('The folder exists.', 'Choose another.', 'folder', 'x', 422);
    await form(() => Promise.reject(refusal), close);
    await type(field('folder'), 'mine');
    await type(field('title'), 'Other');
    expect(field('folder').value).toBe('mine');
    await click(button('Create study'));
    const problem = document.querySelector('[role=alert]');
    expect(problem?.textContent).toBe('The folder exists. Choose another.');
    expect(field('folder').getAttribute('aria-describedby')).toContain(problem?.id);
    expect(close).not.toHaveBeenCalled();
    expect(button('Create study').disabled).toBe(false);
  });

  it('takes no title that study.json cannot hold', async () => {
    await form(vi.fn(), vi.fn());
    expect(field('title').maxLength).toBe(200);
  });

  it('sends a person without a source to add one', async () => {
    await form(vi.fn(), vi.fn(), []);
    expect(button('Add source')).toBeTruthy();
  });
});

describe('small words', () => {
  it('makes plain folder names', () => {
    expect(folderName('  Étude N°1: “été” ')).toBe('etude-n-1-ete');
    expect(folderName('研究')).toBe('');
  });

  it('writes dates as people read them', () => {
    expect(readableDate('2026-11-21T14:05:00Z', 'en')).toMatch(/Nov 2\d, 2026/);
    expect(readableDate('yesterday', 'en')).toBe('yesterday');
    expect(browserLocale('fr_FR')).toBe('fr-FR');
    expect(browserLocale('?')).toBe('en');
  });

  it('finds the clinicians’ view of any notebook', () => {
    expect(previewUrl('my study/individual.ipynb', 'http://host/base/')).toBe(
      'http://host/base/voila/render/my%20study/individual.ipynb',
    );
  });
});
