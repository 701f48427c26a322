import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { plurals, sentences } from './sentences';

const FILE = join(__dirname, '../../../linkr_jupyter/locale/fr_FR/LC_MESSAGES/linkr_jupyter.json');
const french = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string[]>;

/** Words that both languages share. */
const SAME = new Set([
  '%1 plugin',
  'LinkR',
  'English',
  'Français',
  'Description',
  'Plugins',
  'Scores',
  'Consoles',
]);

describe('the French catalogue', () => {
  const plural = plurals();
  const keys = [...sentences()].filter((text) => !plural.has(text));

  it('has every sentence, and no other', () => {
    expect(new Set(Object.keys(french).filter(Boolean))).toEqual(new Set(keys));
  });

  it('has two forms where English has two', () => {
    for (const singular of plural.values()) {
      expect(french[singular], singular).toHaveLength(2);
    }
  });

  it('differs from English, keeps the places of values and spaces the French way', () => {
    for (const [english, forms] of Object.entries(french).filter(([key]) => key)) {
      for (const form of forms) {
        expect(form, english).not.toBe('');
        if (!SAME.has(english)) {
          expect(form).not.toBe(english);
        }
        expect([...form.matchAll(/%\d/g)].map(String).sort(), english).toEqual(
          [...english.matchAll(/%\d/g)].map(String).sort(),
        );
        // A narrow no-break space stands before high punctuation and inside guillemets.
        expect(form.replace(/\w+:\/\//g, ''), english).not.toMatch(/[^\u202f\s(][;:!?»](\s|$)/u);
        expect(form, english).not.toMatch(/« | »|“|”|'/u);
      }
    }
  });
});
