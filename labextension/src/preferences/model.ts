import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ITranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

/** Translation domain: the Python package that ships the catalogue. */
export const DOMAIN = 'linkr_jupyter';

export type Language = 'en' | 'fr';

/** The settings of a person, with their defaults until the settings are loaded. */
export class Preferences {
  constructor(private readonly translator: ITranslator) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Language of forms and generated text: as chosen, else JupyterLab's, else English. */
  get language(): Language {
    const chosen = this.settings?.get('language').composite;
    if (chosen === 'en' || chosen === 'fr') {
      return chosen;
    }
    return this.translator.languageCode.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  }

  get reopenForms(): boolean {
    return this.settings?.get('reopenForms').composite !== false;
  }

  get previewInBrowserTab(): boolean {
    return this.settings?.get('previewInBrowserTab').composite === true;
  }

  /** Resolved when the settings are known, or known to be unreadable. */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  /** Follow the settings of a person from now on; without any, the defaults hold. */
  follow(settings: ISettingRegistry.ISettings | null): void {
    this.settings = settings;
    settings?.changed.connect(() => this._changed.emit());
    this._ready.resolve();
    this._changed.emit();
  }

  private settings: ISettingRegistry.ISettings | null = null;
  private readonly _ready = new PromiseDelegate<void>();
  private readonly _changed = new Signal<this, void>(this);
}
