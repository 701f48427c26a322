import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useState, type KeyboardEvent, type ReactElement } from 'react';

import { Empty, Loading, Problem } from '../components/feedback';
import { SearchField } from '../components/fields';
import { moveBetweenRows } from '../components/keyboard';
import { useLoaded } from '../components/loaded';
import { openModal } from '../components/modal';
import type { PluginSummary } from './api';
import { filterPlugins, LevelField, PluginRows, type LevelFilter } from './plugin-list';
import { fit, type Place } from './words';

export interface PickerProps {
  trans: TranslationBundle;
  place: Place;
  load: () => Promise<PluginSummary[]>;
  close: (plugin: PluginSummary | null) => void;
}

/** Ask which analysis to add to a notebook. */
export function pickPlugin(options: Omit<PickerProps, 'close'>): Promise<PluginSummary | null> {
  const { trans } = options;
  return openModal<PluginSummary>({
    title: trans.__('Add analysis'),
    closeLabel: trans.__('Close'),
    wide: true,
    draw: (close) => <Picker {...options} close={close} />,
  });
}

/** Type to search, arrows to move, Enter to choose the first or the focused plugin. */
export function Picker(props: PickerProps): ReactElement {
  const { trans, place, load, close } = props;
  const [loaded, reload] = useLoaded(useCallback(() => load(), [load]));
  const [text, setText] = useState('');
  const [level, setLevel] = useState<LevelFilter>('all');

  if (loaded.state === 'loading') {
    return <Loading label={trans.__('Reading the plugins…')} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  const works = (plugin: PluginSummary): number => Number(fit(plugin, place, trans).works);
  const shown = filterPlugins(loaded.value, text, level, trans);
  shown.sort((one, other) => works(other) - works(one));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const [first] = shown;
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && first) {
      event.preventDefault();
      close(first);
    } else {
      moveBetweenRows(event);
    }
  };
  return (
    <div onKeyDown={onKeyDown} className="linkr-Picker">
      <SearchField label={trans.__('Search analyses')} value={text} onChange={setText} first row />
      <LevelField value={level} trans={trans} onChange={setLevel} />
      <p className="linkr-Count" role="status">
        {trans._n('%1 plugin', '%1 plugins', shown.length)}
      </p>
      {shown.length === 0 && <Empty>{trans.__('No plugin matches. Try fewer words.')}</Empty>}
      <PluginRows plugins={shown} trans={trans} place={place} onChoose={close} />
    </div>
  );
}
