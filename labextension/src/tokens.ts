import { Token } from '@lumino/coreutils';

import type { Catalog } from './catalog/model';
import type { Forms } from './cells/forms';
import type { Trials } from './cells/trials';
import type { Sources } from './data/model';
import type { Preferences } from './preferences/model';
import type { Studies } from './studies/model';

export const IStudies = new Token<Studies>(
  'linkr-jupyter:IStudies',
  'The studies below the server root, and which study a notebook belongs to.',
);

export const ISources = new Token<Sources>(
  'linkr-jupyter:ISources',
  'The registered data sources: list, add, check, remove.',
);

export const ICatalog = new Token<Catalog>(
  'linkr-jupyter:ICatalog',
  'The plugins that can be used here, as the server finds them.',
);

export const IForms = new Token<Forms>(
  'linkr-jupyter:IForms',
  'Opens forms in notebook cells and writes the cells they make.',
);

export const IPreferences = new Token<Preferences>(
  'linkr-jupyter:IPreferences',
  'The settings of a person: language of forms, whether forms reopen.',
);

export const ITrials = new Token<Trials>(
  'linkr-jupyter:ITrials',
  'Notebooks in which plugins are tried on the demo hospital.',
);
