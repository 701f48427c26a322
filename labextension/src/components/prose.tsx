import { Fragment, type ReactElement } from 'react';

/** A sentence of the server, whose commands and names stand between backticks: those as code. */
export function Prose(props: { children: string }): ReactElement {
  const parts = props.children.split(/`([^`\n]+)`/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
      )}
    </>
  );
}
