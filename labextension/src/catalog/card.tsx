import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Badge } from '../components/feedback';
import { Prose } from '../components/prose';
import { pictureUrl, type BrokenPlugin, type Card, type CardFacts } from './api';
import { categoryLabel, languageLabel, levelLabel } from './words';

/** A plugin of the catalog, as one button that opens its details. */
export function PluginCard(props: {
  card: Card;
  trans: TranslationBundle;
  onOpen: () => void;
}): ReactElement {
  const { card, trans } = props;
  return (
    <li>
      <button
        type="button"
        className={`linkr-Row linkr-PluginCard${card.disabled ? ' linkr-mod-disabled' : ''}`}
        data-linkr-row={card.id}
        onClick={props.onOpen}
      >
        {card.picture && (
          <img className="linkr-Picture" src={pictureUrl(card)} alt="" loading="lazy" />
        )}
        <span className="linkr-Row-title">{card.title}</span>
        <span className="linkr-Row-prose">{card.summary}</span>
        <span className="linkr-Row-badges">
          {card.disabled && <Badge kind="notice">{trans.__('Disabled')}</Badge>}
          {card.modified && <Badge kind="notice">{trans.__('Changed by hand')}</Badge>}
          <Facts facts={card} trans={trans} />
        </span>
        {card.tables.length > 0 && (
          <span className="linkr-Row-prose">
            {trans.__('Needs the tables: %1', card.tables.join(', '))}
          </span>
        )}
        <Missing facts={card} trans={trans} />
      </button>
    </li>
  );
}

/** Level, category, languages, version, and what its numbers were compared with. */
export function Facts(props: { facts: CardFacts; trans: TranslationBundle }): ReactElement {
  const { facts, trans } = props;
  const checks = facts.checked_against.length;
  return (
    <>
      <Badge>{levelLabel(facts.level, trans)}</Badge>
      <Badge>{categoryLabel(facts.category, trans)}</Badge>
      {facts.languages.map((language) => (
        <Badge key={language}>{languageLabel(language)}</Badge>
      ))}
      <Badge>{trans.__('version %1', facts.version)}</Badge>
      {checks > 0 && (
        <Badge kind="good">
          <span aria-hidden="true">✓ </span>
          {trans._n('Checked against %1 reference', 'Checked against %1 references', checks)}
        </Badge>
      )}
    </>
  );
}

/** Python packages that its cells import and that are not here. */
function Missing(props: { facts: CardFacts; trans: TranslationBundle }): ReactElement | null {
  const absent = props.facts.packages.filter(
    (one) => one.language === 'python' && one.installed === null,
  );
  if (absent.length === 0) {
    return null;
  }
  const names = absent.map((one) => one.name).join(', ');
  return <Badge kind="bad">{props.trans.__('Not installed: %1', names)}</Badge>;
}

/** A folder that holds no plugin that works: it stays in sight, with the reason. */
export function BrokenCard(props: {
  broken: BrokenPlugin;
  trans: TranslationBundle;
}): ReactElement {
  const { broken, trans } = props;
  return (
    <li>
      <div className="linkr-Row linkr-mod-broken" data-linkr-row={broken.id} tabIndex={0}>
        <span className="linkr-Row-title">{broken.id}</span>
        <span className="linkr-Row-badges">
          <Badge kind="bad">{trans.__('Broken')}</Badge>
        </span>
        <span>
          <Prose>{broken.reason}</Prose>
        </span>
      </div>
    </li>
  );
}
