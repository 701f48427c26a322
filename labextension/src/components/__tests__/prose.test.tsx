import { expect, it } from 'vitest';

import { draw } from '../../__tests__/drawing';
import { Prose } from '../prose';

it('shows commands between backticks as code, and everything as text', async () => {
  const { node } = await draw(
    <Prose>{'Use `jupyter linkr <b>`, then `x`; one ` alone stays.'}</Prose>,
  );
  expect([...node.querySelectorAll('code')].map((code) => code.textContent)).toEqual([
    'jupyter linkr <b>',
    'x',
  ]);
  expect(node.textContent).toBe('Use jupyter linkr <b>, then x; one ` alone stays.');
  expect(node.querySelector('b')).toBeNull();
});
