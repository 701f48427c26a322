import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import { CommandIDs } from '../commands';
import { openModal } from '../components/modal';
import { DOMAIN } from '../preferences/model';
import { protocolPath, readProtocol, type Study, type StudyPage } from './api';
import { browserLocale } from './dates';
import { EditStudyForm } from './edit-study';
import type { Studies } from './model';
import { StudyHome } from './study-home';

export interface StudyWidgetOptions {
  id: string;
  app: JupyterFrontEnd;
  studies: Studies;
  translator: ITranslator;
  rendermime: IRenderMimeRegistry;
}

/** The home page of a study, as a tab of the main area. */
export class StudyWidget extends ReactWidget {
  constructor(private readonly options: StudyWidgetOptions) {
    super();
    this.addClass('linkr-StudyWidget');
    this.node.tabIndex = 0;
  }

  get studyId(): string {
    return this.options.id;
  }

  protected override render(): ReactElement {
    const { id, studies, translator, rendermime } = this.options;
    return (
      <StudyHome
        id={id}
        studies={studies}
        trans={translator.load(DOMAIN)}
        locale={browserLocale(translator.languageCode)}
        rendermime={rendermime}
        protocol={this.protocol}
        onLoaded={this.onLoaded}
        onOpenPage={(page) => this.openPage(page)}
        onPreview={(page) => this.preview(page)}
        onEdit={(study) => this.edit(study)}
        onEditProtocol={(study) => this.editProtocol(study)}
      />
    );
  }

  private readonly protocol = (study: Study): Promise<string> =>
    readProtocol(this.options.app.serviceManager.contents, study);

  private readonly onLoaded = (study: Study): void => {
    this.title.label = study.title;
    const area = this.parent;
    if (area) {
      area.title.label = study.title;
    }
  };

  private openPage(page: StudyPage): void {
    void this.options.app.commands.execute(CommandIDs.openPage, { path: page.path });
  }

  private preview(page: StudyPage): void {
    const { path, title } = page;
    void this.options.app.commands.execute(CommandIDs.preview, { path, title });
  }

  private editProtocol(study: Study): void {
    void this.options.app.commands.execute('docmanager:open', {
      path: protocolPath(study),
      factory: 'Editor',
    });
  }

  private edit(study: Study): void {
    const trans = this.options.translator.load(DOMAIN);
    void openModal<Study>({
      title: trans.__('Edit title and description'),
      closeLabel: trans.__('Close'),
      draw: (close) => (
        <EditStudyForm
          study={study}
          trans={trans}
          update={(change) => this.options.studies.update(study, change)}
          close={close}
        />
      ),
    });
  }
}
