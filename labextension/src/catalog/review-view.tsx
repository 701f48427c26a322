import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Badge } from '../components/feedback';
import { Prose } from '../components/prose';
import { Facts } from './card';
import { Difference } from './difference';
import { Requirements } from './requirements';
import type { Review, ReviewedPlugin } from './review-api';

interface ReviewProps {
  review: Review;
  trans: TranslationBundle;
  locale: string;
}

/** Everything that would come from a source, before any of it is kept. */
export function ReviewView(props: ReviewProps): ReactElement {
  const { review, trans } = props;
  return (
    <div className="linkr-Review">
      <dl className="linkr-Settings">
        <div>
          <dt>{trans.__('From')}</dt>
          <dd>{review.source}</dd>
        </div>
        {review.commit && (
          <div>
            <dt>{trans.__('Commit')}</dt>
            <dd>
              <code>{review.commit}</code>
            </dd>
          </div>
        )}
      </dl>
      <Warnings warnings={review.warnings} trans={trans} />
      {review.plugins.map((plugin) => (
        <Plugin key={plugin.id} plugin={plugin} {...props} />
      ))}
    </div>
  );
}

function Plugin(props: ReviewProps & { plugin: ReviewedPlugin }): ReactElement {
  const { plugin, trans } = props;
  const { replaces } = plugin;
  return (
    <section className="linkr-Details" aria-label={plugin.title}>
      <h3>
        {plugin.title} <code>{plugin.id}</code>
      </h3>
      <p>{plugin.summary}</p>
      <p className="linkr-Row-badges">
        <Badge kind="notice">
          {replaces
            ? trans.__('Replaces version %1', replaces.version || '?')
            : trans.__('New here')}
        </Badge>
        <Facts facts={plugin} trans={trans} />
      </p>
      <Warnings warnings={plugin.warnings} trans={trans} />
      <Checks plugin={plugin} trans={trans} />
      <Requirements facts={plugin} trans={trans} />
      {replaces && (
        <>
          <h4>{trans.__('What would change')}</h4>
          <Difference replaces={replaces} trans={trans} />
        </>
      )}
      <Files {...props} />
    </section>
  );
}

function Warnings(props: { warnings: string[]; trans: TranslationBundle }): ReactElement | null {
  if (props.warnings.length === 0) {
    return null;
  }
  return (
    <ul className="linkr-Warnings" aria-label={props.trans.__('Warnings')}>
      {props.warnings.map((warning) => (
        <li key={warning}>
          <Prose>{warning}</Prose>
        </li>
      ))}
    </ul>
  );
}

function Checks(props: { plugin: ReviewedPlugin; trans: TranslationBundle }): ReactElement {
  const { trans } = props;
  const { problems } = props.plugin;
  if (problems.length === 0) {
    return <p>{trans.__('The check of its form and code found nothing wrong.')}</p>;
  }
  return (
    <>
      <h4>
        {trans._n('The check found %1 problem', 'The check found %1 problems', problems.length)}
      </h4>
      <ul className="linkr-Problems">
        {problems.map((problem, index) => (
          <li key={index}>
            <Prose>{problem.message}</Prose>
            <span className="linkr-Row-detail">
              {problem.line ? `${problem.file}:${problem.line}` : problem.file}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Every file with its size and hash, to be opened and read. */
function Files(props: ReviewProps & { plugin: ReviewedPlugin }): ReactElement {
  const { plugin, trans, locale } = props;
  const bytes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  return (
    <>
      <h4>{trans._n('%1 file', '%1 files', plugin.files.length)}</h4>
      {plugin.files.map((file) => (
        <details key={file.name} open={file.name.startsWith('cell.') && !plugin.replaces}>
          <summary>
            {file.name} <span className="linkr-Quiet">{bytes.format(file.size)}</span>
          </summary>
          <p className="linkr-Quiet">
            {trans.__('SHA-256')} <code>{file.sha256}</code>
          </p>
          {file.text && (
            <pre className="linkr-Code" tabIndex={0} aria-label={file.name}>
              <code>{file.text}</code>
            </pre>
          )}
        </details>
      ))}
    </>
  );
}
