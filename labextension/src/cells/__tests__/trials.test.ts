import { describe, expect, it } from 'vitest';

import { ScratchDrive } from '../scratch-drive';
import { setupCode, type Trial } from '../trial-setup';

const TRIAL: Trial = {
  plugin: 'bars',
  individual: false,
  study: null,
  source: 'demo',
  beside: 'x',
};

describe('the set-up cell of a trial', () => {
  it('uses the registered demo hospital', () => {
    expect(setupCode(TRIAL)).toBe(
      [
        'import linkr_jupyter as linkr',
        'from linkr_jupyter.cohorts import everyone',
        '',
        'cdm = linkr.connect("demo")',
        'cohort = everyone(cdm)',
      ].join('\n'),
    );
  });

  it('makes a hospital where none is registered, and opens the study whose plugin it is', () => {
    const code = setupCode({ ...TRIAL, source: null, study: 'a "b"', individual: true });
    expect(code).toContain('study = linkr.open_study("a \\"b\\"")');
    expect(code).toContain('build_demo(');
    expect(code).toContain('linkr.patient_bar(cdm, cohort)');
    expect(setupCode({ ...TRIAL, study: '' })).toContain('open_study(".")');
  });
});

describe('the drive of trials', () => {
  it('keeps notebooks in the page and nothing else', async () => {
    const drive = new ScratchDrive();
    drive.put('a.ipynb', { cells: [] });
    expect((await drive.get('a.ipynb', { content: false })).content).toBeNull();
    await drive.save('a.ipynb', { content: { cells: [1] } });
    expect((await drive.get('a.ipynb')).content).toEqual({ cells: [1] });
    await drive.delete('a.ipynb');
    await expect(drive.get('a.ipynb')).rejects.toThrow('no longer there');
    await expect(drive.newUntitled()).rejects.toThrow('trials only');
  });
});
