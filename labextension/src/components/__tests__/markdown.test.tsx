import { RenderMimeRegistry, markdownRendererFactory } from '@jupyterlab/rendermime';
import { act } from 'react';
import { describe, expect, it } from 'vitest';

import { draw } from '../../__tests__/drawing';
import { Markdown } from '../markdown';

const rendermime = new RenderMimeRegistry({ initialFactories: [markdownRendererFactory] });

describe('a text drawn by JupyterLab', () => {
  it('leaves the page without a fault, together with what holds it', async () => {
    const { root, node } = await draw(
      <article>
        <Markdown text="A *word*." rendermime={rendermime} />
      </article>,
    );
    expect(node.querySelector('.jp-RenderedMarkdown')).not.toBeNull();
    // A fault here would empty the panel: React drops what throws while it leaves.
    await act(async () => {
      root.render(<p>The list again</p>);
      await Promise.resolve();
    });
    expect(node.textContent).toBe('The list again');
  });
});
