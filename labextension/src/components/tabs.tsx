import { useId, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

export interface Tab {
  id: string;
  label: string;
  content: ReactNode;
}

/** Tabs by the WAI-ARIA pattern: one tab stop, arrows choose, Home and End jump. */
export function Tabs(props: {
  label: string;
  tabs: Tab[];
  current: string;
  onSelect: (id: string) => void;
}): ReactElement {
  const scope = useId();
  const list = useRef<HTMLDivElement>(null);
  const { tabs, current, onSelect } = props;

  const onKeyDown = (event: KeyboardEvent): void => {
    const here = tabs.findIndex((tab) => tab.id === current);
    const steps: Record<string, number> = {
      ArrowRight: (here + 1) % tabs.length,
      ArrowLeft: (here - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = steps[event.key];
    const tab = next === undefined ? undefined : tabs[next];
    if (tab && next !== undefined) {
      event.preventDefault();
      onSelect(tab.id);
      (list.current?.children[next] as HTMLElement | undefined)?.focus();
    }
  };

  return (
    <>
      <div
        className="linkr-Tabs"
        role="tablist"
        aria-label={props.label}
        ref={list}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${scope}-tab-${tab.id}`}
            aria-controls={`${scope}-panel-${tab.id}`}
            aria-selected={tab.id === current}
            tabIndex={tab.id === current ? 0 : -1}
            className="linkr-Tab"
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          role="tabpanel"
          id={`${scope}-panel-${tab.id}`}
          aria-labelledby={`${scope}-tab-${tab.id}`}
          hidden={tab.id !== current}
          className="linkr-TabPanel"
        >
          {tab.id === current && tab.content}
        </div>
      ))}
    </>
  );
}
