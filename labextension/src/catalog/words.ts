import type { TranslationBundle } from '@jupyterlab/translation';

import type { Card, PluginSummary } from './api';
import type { CatalogChange } from './model';

export function levelLabel(level: string, trans: TranslationBundle): string {
  return level === 'individual' ? trans.__('Individual data') : trans.__('Aggregated data');
}

export function categoryLabel(category: string, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    record: trans.__('Patient record'),
    timeline: trans.__('Timelines'),
    table: trans.__('Tables'),
    notes: trans.__('Notes and reports'),
    describe: trans.__('Describe'),
    clean: trans.__('Clean'),
    prepare: trans.__('Prepare'),
    select: trans.__('Select patients'),
    statistics: trans.__('Statistics'),
    prediction: trans.__('Prediction'),
    model: trans.__('Models'),
    score: trans.__('Scores'),
    figure: trans.__('Figures'),
    write: trans.__('Write'),
    console: trans.__('Consoles'),
  };
  return words[category] ?? category.replaceAll('_', ' ');
}

export function languageLabel(language: string): string {
  return language === 'r' ? 'R' : language.charAt(0).toUpperCase() + language.slice(1);
}

/** Where a plugin is from, in words. */
export function placeLabel(card: Pick<Card, 'place'>, trans: TranslationBundle): string {
  const words: Record<Card['place'], string> = {
    builtin: trans.__('Comes with this installation'),
    user: trans.__('Installed by you'),
    study: trans.__('Part of the study'),
  };
  return words[card.place];
}

/** What was done to plugins, in one sentence. */
export function changeLabel(change: CatalogChange, trans: TranslationBundle): string {
  const names = change.ids.join(', ');
  const words: Record<CatalogChange['kind'], string> = {
    installed: trans.__('Installed: %1.', names),
    updated: trans.__('Updated: %1.', names),
    removed: trans.__('Removed: %1.', names),
    restored: trans.__('As before: %1.', names),
    disabled: trans.__('Disabled: %1. Forms no longer offer it.', names),
    enabled: trans.__('Enabled: %1.', names),
    forked: trans.__('Copied as %1: change it in its folder.', names),
  };
  return words[change.kind];
}

/** Where a plugin would be used: the page of the study, and the language of the kernel. */
export interface Place {
  /** Id of the study's page, or `null` for a notebook outside a study. */
  page: string | null;
  /** Language of the notebook's kernel, or `null` when it is not known yet. */
  language: string | null;
}

/** Whether a plugin suits a notebook, and why not. */
export function fit(
  plugin: PluginSummary,
  place: Place,
  trans: TranslationBundle,
): { works: boolean; reason: string } {
  const { page, language } = place;
  if (language && language !== 'python') {
    return {
      works: false,
      reason: trans.__('Forms need a notebook with a Python kernel; this one runs %1.', language),
    };
  }
  const levels = ['individual', 'aggregated'];
  if (page !== null && levels.includes(page) && page !== plugin.level) {
    return {
      works: false,
      reason: trans.__('Made for the page “%1” of the study.', levelLabel(plugin.level, trans)),
    };
  }
  return { works: true, reason: trans.__('Works in this notebook') };
}
