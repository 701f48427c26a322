import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    include: [
      'labextension/src/**/__tests__/*.test.{ts,tsx}',
      'linkr_jupyter/widgets/browser/**/__tests__/*.test.ts',
    ],
    // Shared cells warn while they are made, before they belong to a document.
    onConsoleLog: (log) => !log.startsWith('Invalid access: Add Yjs type'),
    setupFiles: ['labextension/src/__tests__/browser.ts'],
    // JupyterLab's packages import each other without file endings, which only a bundler resolves.
    server: { deps: { inline: [/@jupyterlab\//, /@jupyter\//, /@lumino\//] } },
  },
});
