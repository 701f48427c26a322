/** What is tried: a plugin, in a study or not, beside the widget in which it is edited. */
export interface Trial {
  plugin: string;
  individual: boolean;
  /** Folder of the study whose plugin it is, relative to the server root. */
  study: string | null;
  /** Name of a registered source of generated data, if there is one. */
  source: string | null;
  /** Id of the widget beside which the notebook opens. */
  beside: string;
}

/** The notebook of a trial: one set-up cell. */
export function notebook(trial: Trial, kernel: string): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: kernel, display_name: kernel, language: 'python' } },
    cells: [
      {
        cell_type: 'code',
        id: 'setup',
        metadata: { linkr: { role: 'setup' } },
        execution_count: null,
        outputs: [],
        source: setupCode(trial),
      },
    ],
  };
}

/** Code that defines the names cells use, on generated data. */
export function setupCode(trial: Trial): string {
  const built = trial.source === null;
  return [
    ...(built ? ['import tempfile', 'from pathlib import Path', ''] : []),
    'import linkr_jupyter as linkr',
    ...(built ? ['from linkr_jupyter.cdm.demo import build_demo'] : []),
    'from linkr_jupyter.cohorts import everyone',
    '',
    ...(trial.study === null
      ? []
      : [`study = linkr.open_study(${pythonText(trial.study || '.')})`]),
    ...(built
      ? [
          'demo = build_demo(Path(tempfile.mkdtemp()) / "demo.duckdb", persons=300)',
          'cdm = linkr.connect(demo)',
        ]
      : [`cdm = linkr.connect(${pythonText(trial.source ?? '')})`]),
    'cohort = everyone(cdm)',
    ...(trial.individual ? ['linkr.patient_bar(cdm, cohort)'] : []),
  ].join('\n');
}

/** Within the basic plane a JSON string is a Python literal; beyond it, the letter stands itself. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}
