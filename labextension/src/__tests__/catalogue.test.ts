import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Gettext } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { plurals, sentences } from './sentences';

const FILE = join(__dirname, '../../../linkr_jupyter/locale/fr_FR/LC_MESSAGES/linkr_jupyter.json');
interface Header {
  domain: string;
  language: string;
  plural_forms: string;
}

const content = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
const header = content[''] as Header;
const french = Object.fromEntries(Object.entries(content).filter(([key]) => key)) as Record<
  string,
  string[]
>;

/** Words that both languages share. */
const SAME = new Set([
  '%1 plugin',
  'LinkR',
  'Archive',
  'Commit',
  'Licence',
  'SHA-256',
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
    expect(new Set(Object.keys(french))).toEqual(new Set(keys));
  });

  it('has two forms where English has two', () => {
    for (const singular of plural.values()) {
      expect(french[singular], singular).toHaveLength(2);
    }
  });

  it('differs from English, keeps the places of values and spaces the French way', () => {
    for (const [english, forms] of Object.entries(french)) {
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

  it('is understood by JupyterLab', () => {
    const bundle = new Gettext({ domain: 'linkr_jupyter', locale: 'fr_FR', stringsPrefix: '' });
    const whole = { ...french, '': { ...header, pluralForms: header.plural_forms } };
    bundle.loadJSON(whole as Parameters<typeof bundle.loadJSON>[0], 'linkr_jupyter');
    expect(bundle.__('Studies')).toBe('Études');
    expect(bundle._n('%1 study', '%1 studies', 0)).toBe('0 étude');
    expect(bundle._n('%1 study', '%1 studies', 2)).toBe('2 études');
  });
});
