import { useState, type ReactElement } from 'react';
import { describe, expect, it } from 'vitest';

import { draw, press } from '../../__tests__/drawing';
import { Tabs } from '../tabs';

function Three(): ReactElement {
  const [current, setCurrent] = useState('a');
  const tabs = ['a', 'b', 'c'].map((id) => ({ id, label: id, content: `content ${id}` }));
  return <Tabs label="Sections" tabs={tabs} current={current} onSelect={setCurrent} />;
}

describe('tabs', () => {
  it('follow the pattern: one tab stop, arrows choose and wrap, panel named by its tab', async () => {
    await draw(<Three />);
    const tab = (id: string): HTMLElement | null =>
      Array.from(document.querySelectorAll<HTMLElement>('[role=tab]')).find(
        (one) => one.textContent === id,
      ) ?? null;
    const shown = (): string | null | undefined =>
      document.querySelector('[role=tabpanel]:not([hidden])')?.textContent;
    tab('a')?.focus();
    await press('ArrowRight');
    expect(shown()).toBe('content b');
    expect(document.activeElement).toBe(tab('b'));
    await press('End');
    await press('ArrowRight');
    expect(shown()).toBe('content a');
    await press('ArrowLeft');
    expect(shown()).toBe('content c');
    expect(document.querySelectorAll('[role=tab][tabindex="0"]')).toHaveLength(1);
    const panel = document.querySelector('[role=tabpanel]:not([hidden])');
    expect(panel?.getAttribute('aria-labelledby')).toBe(tab('c')?.id);
    expect(tab('c')?.getAttribute('aria-controls')).toBe(panel?.id);
  });
});
