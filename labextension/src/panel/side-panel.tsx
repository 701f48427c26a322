import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { useCallback, useState, type ReactElement } from 'react';

import { CatalogView } from '../catalog/catalog-view';
import type { Catalog } from '../catalog/model';
import { CommandIDs } from '../commands';
import { confirm } from '../components/confirm';
import { explain } from '../components/feedback';
import { useSignal } from '../components/signal';
import { Tabs } from '../components/tabs';
import type { Source } from '../data/api';
import type { Sources } from '../data/model';
import { SourceList } from '../data/source-list';
import { DOMAIN, type Preferences } from '../preferences/model';
import { browserLocale } from '../studies/dates';
import type { Studies } from '../studies/model';
import { StudyList } from '../studies/study-list';

export interface SidePanelOptions {
  app: JupyterFrontEnd;
  studies: Studies;
  sources: Sources;
  catalog: Catalog;
  preferences: Preferences;
  translator: ITranslator;
  rendermime: IRenderMimeRegistry;
}

export type Section = 'studies' | 'data' | 'plugins';

/** The one LinkR panel of the left side bar. */
export class SidePanel extends ReactWidget {
  constructor(private readonly options: SidePanelOptions) {
    super();
    this.addClass('linkr-SidePanel');
    this.id = 'linkr-panel';
  }

  /** Show a section and, in "Plugins", the details of one. */
  open(section: Section, plugin: string | null = null): void {
    this.section = section;
    this.plugin = plugin;
    this.update();
  }

  protected override render(): ReactElement {
    return (
      <Content
        {...this.options}
        section={this.section}
        plugin={this.plugin}
        onOpen={(section, plugin) => this.open(section, plugin)}
      />
    );
  }

  private section: Section = 'studies';
  private plugin: string | null = null;
}

interface ContentProps extends SidePanelOptions {
  section: Section;
  plugin: string | null;
  onOpen: (section: Section, plugin?: string | null) => void;
}

function Content(props: ContentProps): ReactElement {
  const { app, preferences, translator } = props;
  const trans = translator.load(DOMAIN);
  const locale = browserLocale(translator.languageCode);
  const run = (command: string, args: Record<string, string> = {}): void =>
    void app.commands.execute(command, args);
  const [said, setSaid] = useState('');
  const [, redraw] = useState(0);
  useSignal(
    preferences.changed,
    useCallback(() => redraw((count) => count + 1), []),
  );
  return (
    <>
      <header className="linkr-SidePanel-title">LinkR</header>
      <Tabs
        label={trans.__('Sections of LinkR')}
        current={props.section}
        onSelect={(id) => props.onOpen(id as Section)}
        tabs={[
          {
            id: 'studies',
            label: trans.__('Studies'),
            content: (
              <StudyList
                {...{ studies: props.studies, trans, locale }}
                onNew={() => run(CommandIDs.newStudy)}
                onOpen={(study) => run(CommandIDs.openStudy, { id: study.id })}
              />
            ),
          },
          {
            id: 'data',
            label: trans.__('Data'),
            content: (
              <SourceList
                {...{ sources: props.sources, trans, locale }}
                onAdd={() => run(CommandIDs.addSource)}
                onRemove={(source) => void remove(props.sources, source, trans).then(setSaid)}
              />
            ),
          },
          {
            id: 'plugins',
            label: trans.__('Plugins'),
            content: (
              <CatalogView
                {...{ catalog: props.catalog, trans, locale, rendermime: props.rendermime }}
                language={preferences.language}
                opened={props.plugin}
                onOpen={(plugin) => props.onOpen('plugins', plugin)}
                onUse={(plugin) => run(CommandIDs.addAnalysis, { plugin })}
                onEdit={(id) => run(CommandIDs.editPlugin, { id })}
                onInstall={() => run(CommandIDs.installPlugin)}
              />
            ),
          },
        ]}
      />
      <p className="linkr-SidePanel-status" role="status">
        {said}
      </p>
    </>
  );
}

/** Remove a source after asking, and say what came of it. */
async function remove(sources: Sources, source: Source, trans: TranslationBundle): Promise<string> {
  const sure = await confirm(trans, {
    title: trans.__('Remove “%1”?', source.name),
    text: trans.__(
      'The name “%1” is forgotten on this server; the data themselves stay where they are. Studies that use it will not open until a source of this name is added again.',
      source.name,
    ),
    action: trans.__('Remove “%1”', source.name),
  });
  if (!sure) {
    return '';
  }
  try {
    await sources.remove(source.name);
    return trans.__('“%1” was removed.', source.name);
  } catch (error) {
    const { message, advice } = explain(error, trans);
    return `${message} ${advice}`;
  }
}
