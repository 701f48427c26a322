import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import type { Replaced } from './review-api';

export type LineKind = 'added' | 'removed' | 'place' | 'same';

/** Lines of a unified difference with what each is; the two lines of file names are left out. */
export function readDifference(text: string): { kind: LineKind; text: string }[] {
  const kinds: Record<string, LineKind> = { '+': 'added', '-': 'removed', '@': 'place' };
  const lines = text.split('\n');
  const named = (lines[0] ?? '').startsWith('--- ') && (lines[1] ?? '').startsWith('+++ ');
  return lines
    .slice(named ? 2 : 0)
    .map((line) => ({ kind: kinds[line.charAt(0)] ?? 'same', text: line }));
}

/** How an installed plugin would change, file by file: signs first, colours on top. */
export function Difference(props: { replaces: Replaced; trans: TranslationBundle }): ReactElement {
  const { replaces, trans } = props;
  if (replaces.changes.length === 0) {
    return <p>{trans.__('Its files are the same as those that are installed.')}</p>;
  }
  return (
    <>
      {replaces.changes.map(({ file, difference }) => (
        <FileDifference key={file} file={file} difference={difference} trans={trans} />
      ))}
    </>
  );
}

function FileDifference(props: {
  file: string;
  difference: string;
  trans: TranslationBundle;
}): ReactElement {
  const { file, trans } = props;
  const lines = readDifference(props.difference);
  const count = (kind: LineKind): number => lines.filter((line) => line.kind === kind).length;
  if (props.difference === '') {
    return <p>{trans.__('%1: another picture', file)}</p>;
  }
  const label = trans.__(
    '%1: lines added, %2; removed, %3',
    file,
    count('added'),
    count('removed'),
  );
  return (
    <figure className="linkr-Difference">
      <figcaption>{label}</figcaption>
      <pre className="linkr-Code" tabIndex={0} aria-label={label}>
        {lines.map((line, index) => (
          <DifferenceLine key={index} {...line} />
        ))}
      </pre>
    </figure>
  );
}

function DifferenceLine(props: { kind: LineKind; text: string }): ReactElement {
  const text = `${props.text}\n`;
  if (props.kind === 'added') {
    return <ins>{text}</ins>;
  }
  return props.kind === 'removed' ? <del>{text}</del> : <span>{text}</span>;
}
