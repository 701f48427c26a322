import { LabIcon } from '@jupyterlab/ui-components';

/** Two faces of one object: a form and a cell, joined. Drawn for this project. */
const LINKR_SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M4 3h7a2 2 0 0 1 2 2v2h-2V5H4v9h3v2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/>
    <path d="M13 8h7a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zm0 2v9h7v-9z"/>
    <path d="M5.5 7h4v1.8h-4zm0 3.2h3v1.8h-3z"/>
    <path d="M14.2 16.9v-2.2h1.2v2.2zm2 0V12.1h1.2v4.8zm2 0v-3.4h1.2v3.4z"/>
  </g>
</svg>`;

export const linkrIcon = new LabIcon({ name: 'linkr-jupyter:linkr', svgstr: LINKR_SVG });
