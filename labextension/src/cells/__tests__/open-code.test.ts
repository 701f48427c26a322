import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { openCode } from '../open-code';

/** What Python understands: the arguments of the call, with `open_form` replaced by a recorder. */
function understood(code: string): unknown {
  const recorder = [
    'import json, sys, types',
    'module = types.ModuleType("linkr_jupyter.widgets")',
    'calls = []',
    'module.open_form = lambda plugin, **named: calls.append([plugin, named])',
    'sys.modules["linkr_jupyter"] = types.ModuleType("linkr_jupyter")',
    'sys.modules["linkr_jupyter.widgets"] = module',
    'namespace = {}',
    'exec(sys.stdin.read(), namespace)',
    'assert set(namespace) == {"__builtins__"}, namespace.keys()',
    'print(json.dumps(calls))',
  ].join('\n');
  const said = execFileSync('python3', ['-c', recorder], { input: code, encoding: 'utf8' });
  return JSON.parse(said) as unknown;
}

describe('the line that opens a form', () => {
  it('brings any source and metadata to Python unchanged, as literals', () => {
    const cell = {
      source: 'x = "\\n\'"""\n# é 🫀 \u2028 \u0000 ${a} {b} %s\n',
      metadata: { plugin: 'table_one', values: { title: '"); import os; os.abort(); ("' } },
    };
    const code = openCode('table_one', cell, 'fr');
    expect(code).toMatch(/^[\x20-\x7e\n]*$/);
    expect(understood(code)).toEqual([['table_one', { cell, language: 'fr' }]]);
  });

  it('opens a form without a cell', () => {
    const code = openCode('table_one', { source: null, metadata: null }, 'en');
    expect(understood(code)).toEqual([['table_one', { cell: null, language: 'en' }]]);
  });
});
