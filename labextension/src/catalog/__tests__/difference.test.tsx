import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { draw } from '../../__tests__/drawing';
import { Difference, readDifference } from '../difference';

const trans = nullTranslator.load('linkr_jupyter');
const TEXT = '--- installed/cell.py\n+++ new/cell.py\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n+++ odd';

describe('the difference of an update', () => {
  it('knows lines by their signs, and a line that looks like a file name from one', () => {
    expect(readDifference(TEXT).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'place @@ -1,2 +1,2 @@',
      'same  same',
      'removed -old',
      'added +new',
      'added +++ odd',
    ]);
    expect(readDifference('--- removed line')[0]?.kind).toBe('removed');
  });

  it('is drawn with signs, as text that is added and text that is gone', async () => {
    const changes = [
      { file: 'cell.py', difference: TEXT },
      { file: 'picture.png', difference: '' },
    ];
    const replaces = { version: '1', hash: 'h', modified: false, changes };
    const { node } = await draw(<Difference replaces={replaces} trans={trans} />);
    expect(node.querySelector('del')?.textContent).toBe('-old\n');
    expect(node.querySelectorAll('ins')).toHaveLength(2);
    expect(node.textContent).toContain('cell.py: lines added, 2; removed, 1');
    expect(node.textContent).toContain('picture.png: another picture');
  });
});
