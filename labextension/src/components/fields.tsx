import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';

import { Prose } from './prose';

/** A search field with a visible label for screen readers only: its place says the rest. */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether the focus begins here. */
  first?: boolean;
  /** Whether the list below it takes the arrow keys. */
  row?: boolean;
}): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const { first } = props;
  useEffect(() => {
    if (first) {
      input.current?.focus();
    }
  }, [first]);
  return (
    <input
      type="search"
      className="linkr-Field-input linkr-Search"
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      ref={input}
      onChange={(event) => props.onChange(event.target.value)}
      {...(props.row ? { 'data-linkr-row': 'search' } : {})}
    />
  );
}

interface FieldProps {
  label: string;
  help?: string | undefined;
  /** What is wrong with the value, shown beside the field. */
  problem?: string | undefined;
  required?: boolean;
}

function Frame(
  props: FieldProps & {
    id: string;
    children: (described: { id: string; 'aria-describedby'?: string }) => ReactNode;
  },
): ReactElement {
  const { id } = props;
  const notes = [props.help ? `${id}-help` : '', props.problem ? `${id}-problem` : ''];
  const described = notes.filter(Boolean).join(' ');
  return (
    <div className={`linkr-Field${props.problem ? ' linkr-mod-invalid' : ''}`}>
      <label className="linkr-Field-label" htmlFor={id}>
        {props.label}
      </label>
      {props.children({ id, ...(described ? { 'aria-describedby': described } : {}) })}
      {props.help && (
        <p className="linkr-Field-help" id={`${id}-help`}>
          {props.help}
        </p>
      )}
      {props.problem && (
        <p className="linkr-Field-problem" id={`${id}-problem`} role="alert">
          <Prose>{props.problem}</Prose>
        </p>
      )}
    </div>
  );
}

export function TextField(
  props: FieldProps & {
    name: string;
    value: string;
    /** Characters of the longest value. */
    most?: number;
    onChange: (value: string) => void;
  },
): ReactElement {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      {(described) => (
        <input
          {...described}
          type="text"
          name={props.name}
          className="linkr-Field-input"
          value={props.value}
          required={props.required}
          aria-invalid={Boolean(props.problem)}
          maxLength={props.most}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Frame>
  );
}

export interface Choice {
  value: string;
  label: string;
}

export function SelectField(
  props: FieldProps & {
    name: string;
    value: string;
    choices: Choice[];
    onChange: (value: string) => void;
  },
): ReactElement {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      {(described) => (
        <select
          {...described}
          name={props.name}
          className="linkr-Field-input"
          value={props.value}
          required={props.required}
          aria-invalid={Boolean(props.problem)}
          onChange={(event) => props.onChange(event.target.value)}
        >
          {props.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

/** Choose a file of the reader's own computer. */
export function FileField(
  props: FieldProps & {
    name: string;
    /** Endings of names, as the browser wants them. */
    accept: string;
    onChange: (file: File | null) => void;
  },
): ReactElement {
  const id = useId();
  return (
    <Frame {...props} id={id}>
      {(described) => (
        <input
          {...described}
          type="file"
          name={props.name}
          accept={props.accept}
          className="linkr-Field-input"
          required={props.required}
          aria-invalid={Boolean(props.problem)}
          onChange={(event) => props.onChange(event.target.files?.[0] ?? null)}
        />
      )}
    </Frame>
  );
}
