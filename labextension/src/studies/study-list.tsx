import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useState, type ReactElement } from 'react';

import { Badge } from '../components/feedback';
import { SearchField } from '../components/fields';
import { moveBetweenRows } from '../components/keyboard';
import { Listing } from '../components/listing';
import { Prose } from '../components/prose';
import { matches } from '../components/search';
import type { Study } from './api';
import { readableDate } from './dates';
import type { Studies } from './model';

export interface StudyListProps {
  studies: Studies;
  trans: TranslationBundle;
  locale: string;
  onOpen: (study: Study) => void;
  onNew: () => void;
}

/** The section "Studies" of the side panel. */
export function StudyList(props: StudyListProps): ReactElement {
  const { studies, trans } = props;
  const load = useCallback(() => studies.list(), [studies]);
  return (
    <Listing
      load={load}
      changed={studies.changed}
      trans={trans}
      onAdd={props.onNew}
      words={{
        loading: trans.__('Reading the studies…'),
        add: trans.__('New study'),
        empty: trans.__(
          'No study yet. A study is a folder that holds a question, a data source, the patient record pages and the analysis steps.',
        ),
      }}
    >
      {(read: Study[]) => <Found {...props} read={read} />}
    </Listing>
  );
}

function Found(props: StudyListProps & { read: Study[] }): ReactElement {
  const { read, trans } = props;
  const [text, setText] = useState('');
  const named = (title: string): number => read.filter((study) => study.title === title).length;
  const shown = read.filter((study) => matches(text, study.title, study.description));
  return (
    <div onKeyDown={moveBetweenRows}>
      <SearchField label={trans.__('Search studies')} value={text} onChange={setText} row />
      <p className="linkr-Count" role="status">
        {trans._n('%1 study', '%1 studies', shown.length)}
      </p>
      <ul className="linkr-List">
        {shown.map((study) => (
          <StudyRow key={study.id} study={study} twin={named(study.title) > 1} {...props} />
        ))}
      </ul>
    </div>
  );
}

/** A study; a twin is one of several with the same title, which only their folders tell apart. */
function StudyRow(props: StudyListProps & { study: Study; twin: boolean }): ReactElement {
  const { study, trans } = props;
  if (study.problem) {
    return <BrokenStudy {...props} problem={study.problem} />;
  }
  return (
    <li>
      <button
        type="button"
        className="linkr-Row"
        data-linkr-row={study.id}
        onClick={() => props.onOpen(study)}
      >
        <span className="linkr-Row-title">{study.title}</span>
        {props.twin && <span className="linkr-Row-detail">{study.path}</span>}
        <span className="linkr-Row-detail">
          {study.source || trans.__('No data source')}
          {study.generated && <Badge kind="notice">{trans.__('Generated data')}</Badge>}
        </span>
        <span className="linkr-Row-detail">
          {study.modified && trans.__('Changed %1', readableDate(study.modified, props.locale))}
        </span>
      </button>
    </li>
  );
}

/** A study that cannot be opened stays in the list, with what is wrong and what to do. */
function BrokenStudy(props: {
  study: Study;
  twin: boolean;
  problem: { message: string; advice: string };
  trans: TranslationBundle;
}): ReactElement {
  return (
    <li>
      <div className="linkr-Row linkr-mod-broken" data-linkr-row={props.study.id} tabIndex={0}>
        <span className="linkr-Row-title">{props.study.title}</span>
        {props.twin && <span className="linkr-Row-detail">{props.study.path}</span>}
        <span className="linkr-Row-detail">
          <Badge kind="bad">{props.trans.__('cannot be opened')}</Badge>
        </span>
        <span>
          <Prose>{props.problem.message}</Prose>
        </span>
        <span className="linkr-Row-prose">
          <Prose>{props.problem.advice}</Prose>
        </span>
      </div>
    </li>
  );
}
