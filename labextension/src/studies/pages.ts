import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { IFrame } from '@jupyterlab/ui-components';

import { CommandIDs } from '../commands';
import { linkrIcon } from '../icons';
import type { Preferences } from '../preferences/model';

/** Address of the clinicians' view of a notebook. */
export function previewUrl(path: string, baseUrl: string = PageConfig.getBaseUrl()): string {
  return URLExt.join(baseUrl, 'voila/render', URLExt.encodeParts(path));
}

const PATH = { type: 'object', required: ['path'], properties: { path: { type: 'string' } } };

/** The commands that open a page of a study: as its author, or as a clinician sees it. */
export function addPageCommands(
  app: JupyterFrontEnd,
  preferences: Preferences,
  trans: TranslationBundle,
): void {
  const { commands, shell } = app;
  commands.addCommand(CommandIDs.openPage, {
    label: trans.__('Open page of a study'),
    describedBy: { args: PATH },
    execute: (args) => commands.execute('docmanager:open', { path: String(args['path']) }),
  });
  commands.addCommand(CommandIDs.preview, {
    label: trans.__('Preview as clinician'),
    icon: linkrIcon,
    describedBy: { args: PATH },
    execute: async (args) => {
      const path = String(args['path']);
      await saveIfOpen(app, path);
      if (preferences.previewInBrowserTab) {
        window.open(previewUrl(path), '_blank', 'noopener');
        return;
      }
      const id = `linkr-preview-${path}`;
      for (const widget of shell.widgets('main')) {
        if (widget.id === id) {
          // A new preview shows the notebook as it is now.
          widget.dispose();
          break;
        }
      }
      const widget = previewWidget(path, String(args['title'] ?? path), trans);
      widget.id = id;
      shell.add(widget, 'main', { type: 'LinkR preview' });
      shell.activateById(id);
    },
  });
}

/** What is shown is what is on disk: save a notebook that is open and changed. */
async function saveIfOpen(app: JupyterFrontEnd, path: string): Promise<void> {
  for (const widget of app.shell.widgets('main')) {
    const context = (widget as { context?: DocumentContext }).context;
    if (
      context?.save &&
      context.model?.dirty &&
      app.serviceManager.contents.localPath(context.path) === path
    ) {
      await context.save();
    }
  }
}

interface DocumentContext {
  path: string;
  model?: { dirty: boolean };
  save?: () => Promise<void>;
}

function previewWidget(
  path: string,
  title: string,
  trans: TranslationBundle,
): MainAreaWidget<IFrame> {
  // The clinicians' page is our own, from this server: it needs its scripts and its session.
  const content = new IFrame({
    sandbox: [
      'allow-scripts',
      'allow-same-origin',
      'allow-forms',
      'allow-popups',
      'allow-downloads',
    ],
  });
  content.url = previewUrl(path);
  content.addClass('linkr-Preview');
  const label = trans.__('Preview: %1', title);
  content.node.querySelector('iframe')?.setAttribute('title', label);
  const widget = new MainAreaWidget({ content });
  widget.title.label = label;
  widget.title.icon = linkrIcon;
  widget.title.closable = true;
  return widget;
}
