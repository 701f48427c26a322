import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { recogniseCode } from '../open-code';
import { readAnswer } from '../recognition';

const trans = nullTranslator.load('');
const METADATA = { plugin: 'bars', version: '1', language: 'r', values: {}, source: 'x' };

const answer = (text: string, status = 'ok'): unknown => ({
  linkr: { status, data: { 'text/plain': text } },
});

describe('asking which plugin a cell has the shape of', () => {
  it('sends the source as a literal of ASCII characters, whatever it holds', () => {
    const code = recogniseCode('x = "é😀" # \'\n"""', 'fr');
    expect(code).toMatch(/^[ -~]+$/);
    expect(code).toContain('\\\\ud83d\\\\ude00');
  });

  it('takes a whole answer', () => {
    const problems = [{ line: 3, text: 'k is no plain value' }];
    const text = JSON.stringify({ title: 'Bars', metadata: METADATA, problems });
    expect(readAnswer(answer(text), trans)).toEqual({
      title: 'Bars',
      metadata: METADATA,
      problems,
    });
  });

  it.each([
    ['null', 'ok'],
    ['{}', 'ok'],
    ['not json', 'ok'],
    [JSON.stringify({ title: 'Bars', metadata: { plugin: 7 } }), 'ok'],
    [JSON.stringify({ title: 'Bars', metadata: METADATA }), 'error'],
  ])('takes %s (%s) for no', (text, status) => {
    expect(readAnswer(answer(text, status), trans)).toBeNull();
  });

  it('takes a kernel without LinkR for no', () => {
    expect(
      readAnswer({ linkr: { status: 'error', ename: 'ModuleNotFoundError' } }, trans),
    ).toBeNull();
    expect(readAnswer(undefined, trans)).toBeNull();
  });
});
