import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, type ReactElement } from 'react';

import { Badge, Loading, Problem } from '../components/feedback';
import { useLoaded } from '../components/loaded';
import { Markdown } from '../components/markdown';
import { useSignal } from '../components/signal';
import type { Study, StudyPage } from './api';
import { readableDate } from './dates';
import type { Studies } from './model';

export interface StudyHomeProps {
  id: string;
  studies: Studies;
  trans: TranslationBundle;
  locale: string;
  rendermime: IRenderMimeRegistry;
  protocol: (study: Study) => Promise<string>;
  onLoaded: (study: Study) => void;
  onOpenPage: (page: StudyPage) => void;
  onPreview: (page: StudyPage) => void;
  onEdit: (study: Study) => void;
  onEditProtocol: (study: Study) => void;
}

/** The home page of a study. */
export function StudyHome(props: StudyHomeProps): ReactElement {
  const { id, studies, trans, protocol, onLoaded } = props;
  const load = useCallback(async () => {
    const study = await studies.get(id);
    onLoaded(study);
    return { study, text: await protocol(study) };
  }, [id, studies, protocol, onLoaded]);
  const [loaded, reload] = useLoaded(load);
  useSignal(studies.changed, reload);

  if (loaded.state === 'loading') {
    return <Loading label={trans.__('Reading the study…')} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  const { study, text } = loaded.value;
  return (
    <div className="linkr-Home">
      <Heading study={study} {...props} />
      <section aria-label={trans.__('Pages')} className="linkr-Home-pages">
        {study.pages.map((page) => (
          <PageCard key={page.id} page={page} {...props} />
        ))}
      </section>
      <section aria-label={trans.__('Protocol')} className="linkr-Home-protocol">
        <div className="linkr-Bar">
          <h2>{trans.__('Protocol')}</h2>
          <button
            type="button"
            className="linkr-Button"
            onClick={() => props.onEditProtocol(study)}
          >
            {trans.__('Edit protocol')}
          </button>
          <button type="button" className="linkr-Button" onClick={reload}>
            {trans.__('Refresh')}
          </button>
        </div>
        {text.trim() ? (
          <Markdown text={text} rendermime={props.rendermime} />
        ) : (
          <p>
            {trans.__('No protocol yet. Write down the question, the population and the plan.')}
          </p>
        )}
      </section>
    </div>
  );
}

function Heading(props: StudyHomeProps & { study: Study }): ReactElement {
  const { study, trans } = props;
  const facts: [string, string][] = [
    [trans.__('Folder'), study.path],
    [trans.__('Authors'), study.authors.join(', ')],
    [trans.__('Last change'), study.modified ? readableDate(study.modified, props.locale) : ''],
  ];
  return (
    <header>
      <div className="linkr-Bar">
        <h1>{study.title}</h1>
        <button type="button" className="linkr-Button" onClick={() => props.onEdit(study)}>
          {trans.__('Edit title and description')}
        </button>
      </div>
      {study.description && <p className="linkr-Home-description">{study.description}</p>}
      <dl className="linkr-Facts">
        <div>
          <dt>{trans.__('Data source')}</dt>
          <dd>
            {study.source || trans.__('none')}{' '}
            {study.generated && <Badge kind="notice">{trans.__('Generated data')}</Badge>}
          </dd>
        </div>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </header>
  );
}

function PageCard(props: StudyHomeProps & { page: StudyPage }): ReactElement {
  const { page, trans } = props;
  const { title } = page;
  const purposes: Record<string, string> = {
    individual: trans.__('The patient record, tab by tab, one patient at a time.'),
    aggregated: trans.__('The study, step by step, over all patients of the cohort.'),
  };
  return (
    <article className="linkr-Card">
      <h2>{title}</h2>
      <p>{purposes[page.id] ?? page.path}</p>
      <div className="linkr-Actions">
        <button
          type="button"
          className="linkr-Button linkr-mod-primary"
          onClick={() => props.onOpenPage(page)}
        >
          {title}
        </button>
        <button
          type="button"
          className="linkr-Button"
          aria-label={trans.__('Preview as clinician: %1', title)}
          onClick={() => props.onPreview(page)}
        >
          {trans.__('Preview as clinician')}
        </button>
      </div>
    </article>
  );
}
