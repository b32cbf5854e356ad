import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

export interface Tab<K extends string> {
  readonly key: K;
  readonly label: string;
}

/** Tabs after the ARIA practice: arrows move, Home and End jump, the panel follows. */
export function Tabs<K extends string>(props: {
  tabs: readonly Tab<K>[];
  current: K;
  onChange: (key: K) => void;
  label: string;
  children: ComponentChildren;
}) {
  const { tabs, current, onChange, label, children } = props;
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  // on a phone the row is longer than the screen
  useLayoutEffect(() => {
    const row = list.current;
    const chosen = row?.querySelector<HTMLElement>(`[data-key="${current}"]`);
    if (!row || !chosen) return;
    const [frame, tab] = [row.getBoundingClientRect(), chosen.getBoundingClientRect()];
    row.scrollLeft += tab.left - frame.left - (frame.width - tab.width) / 2;
  }, [current]);
  function move(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.key === current);
    const step: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const to = step[event.key];
    if (to === undefined) return;
    const next = tabs.at(to % tabs.length);
    if (!next) return;
    event.preventDefault();
    onChange(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${next.key}"]`)?.focus();
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${prefix}-${tab.key}`}
            data-key={tab.key}
            aria-selected={tab.key === current}
            aria-controls={`${prefix}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${prefix}-panel`} aria-labelledby={`${prefix}-${current}`}>
        {children}
      </div>
    </>
  );
}
