/** Ids of our commands, in one place because panels, toolbars and tests name them. */
export const CommandIDs = {
  openPanel: 'linkr:open-panel',
  newStudy: 'linkr:new-study',
  openStudy: 'linkr:open-study',
  openPage: 'linkr:open-page',
  preview: 'linkr:preview-as-clinician',
  previewNotebook: 'linkr:preview-notebook',
  addSource: 'linkr:add-source',
  installPlugin: 'linkr:install-plugin',
  addAnalysis: 'linkr:add-analysis',
  openForm: 'linkr:open-form',
  turnIntoForm: 'linkr:turn-into-form',
  editPlugin: 'linkr:edit-plugin',
  newPlugin: 'linkr:new-plugin',
  pluginFromCell: 'linkr:plugin-from-cell',
  savePluginFile: 'linkr:save-plugin-file',
} as const;

/** Where our commands are listed in the command palette. */
export const PALETTE_CATEGORY = 'LinkR';
