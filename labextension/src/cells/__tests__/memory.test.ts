import { beforeEach, describe, expect, it } from 'vitest';

import { Memory } from '../memory';

const form = { cell: 'a1', plugin: 'table_one', bound: true };

describe('the memory of open forms', () => {
  beforeEach(() => window.localStorage.clear());

  it('is kept by notebook and by server', () => {
    new Memory('http://one/').remember('a.ipynb', [form]);
    expect(new Memory('http://one/').recall('a.ipynb')).toEqual([form]);
    expect(new Memory('http://one/').recall('b.ipynb')).toEqual([]);
    expect(new Memory('http://two/').recall('a.ipynb')).toEqual([]);
  });

  it('forgets notebooks without forms, and those not used for longest', () => {
    const memory = new Memory('http://one/');
    memory.remember('a.ipynb', [form]);
    memory.remember('a.ipynb', []);
    expect(memory.recall('a.ipynb')).toEqual([]);
    for (let number = 0; number < 60; number++) {
      memory.remember(`${number}.ipynb`, [form]);
    }
    expect(memory.recall('0.ipynb')).toEqual([]);
    expect(memory.recall('59.ipynb')).toEqual([form]);
  });

  it.each(['not json', '{}', '[["a.ipynb", [{"cell": 1}]]]', '[1, null]'])(
    'survives a damaged storage: %s',
    (damaged) => {
      const memory = new Memory('http://one/');
      window.localStorage.setItem('linkr-jupyter:open-forms:http://one/', damaged);
      expect(memory.recall('a.ipynb')).toEqual([]);
      memory.remember('a.ipynb', [form]);
      expect(memory.recall('a.ipynb')).toEqual([form]);
    },
  );
});
