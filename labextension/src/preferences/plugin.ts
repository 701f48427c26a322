import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { setRequestLanguage } from '../request';
import { IPreferences } from '../tokens';
import { DOMAIN, Preferences } from './model';
import { translateSettings } from './words';

const PREFERENCES_ID = 'linkr-jupyter:preferences';

/** The settings of a person, translated for the settings editor. */
export const preferencesPlugin: JupyterFrontEndPlugin<Preferences> = {
  id: PREFERENCES_ID,
  description: 'The settings of LinkR.',
  autoStart: true,
  provides: IPreferences,
  requires: [ITranslator],
  optional: [ISettingRegistry],
  activate: (_app, translator: ITranslator, registry: ISettingRegistry | null) => {
    const preferences = new Preferences(translator);
    // Panels speak JupyterLab's language, whatever was chosen for forms.
    setRequestLanguage(translator.languageCode);
    if (registry) {
      translateSettings(registry, PREFERENCES_ID, translator.load(DOMAIN));
      registry.load(PREFERENCES_ID).then(
        (settings) => preferences.follow(settings),
        (reason: unknown) => {
          console.warn('LinkR runs with its default settings.', reason);
          preferences.follow(null);
        },
      );
    } else {
      preferences.follow(null);
    }
    return preferences;
  },
};
