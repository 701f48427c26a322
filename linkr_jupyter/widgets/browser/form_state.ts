/** What the kernel tells a form: once, how it is built; at every change, how it stands. */

import type { CodeState } from './code_pane.js';
import type { CellNews } from './conflict_pane.js';
import type { ControlView, Texts } from './field.js';
import type { Possible } from './form_buttons.js';
import type { CodingState, LanguageChoice } from './language_switch.js';
import type { LinesState } from './line_links.js';
import type { PreviewState } from './preview_pane.js';
import type { SavedState } from './saved_settings.js';
import type { SettingsState } from './settings.js';

export interface View {
  plugin: string;
  title: string;
  summary: string;
  language: string;
  controls: ControlView[];
  languages: LanguageChoice[];
  texts: Texts;
}

export interface FormState extends SettingsState, CellNews {
  can: Possible;
  code: CodeState;
  coding: CodingState;
  lines: LinesState;
  saved: SavedState;
  preview: PreviewState;
  status: { text: string; number: number };
}
