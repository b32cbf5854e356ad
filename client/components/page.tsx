import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { path } from "./router.tsx";
import { IconBack } from "./icons.tsx";
import { useTitle } from "./use-title.ts";

let firstPage = true;
let focusedPath = "";

/** The head of a screen: its one h1, which takes the focus after a navigation, and the document's title. */
export function Page(props: {
  title: string;
  text?: ComponentChildren;
  back?: { href: string; label: string };
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(props.title);
  useEffect(() => {
    if (!firstPage && focusedPath !== path.value) heading.current?.focus();
    firstPage = false;
    focusedPath = path.value;
  }, []);
  return (
    <>
      {props.back && (
        <a class="back no-print" href={props.back.href}>
          <IconBack size={18} />
          {props.back.label}
        </a>
      )}
      <div class="page-head">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {props.title}
          </h1>
          {props.text && <p>{props.text}</p>}
        </div>
        {props.actions && <div class="row no-print">{props.actions}</div>}
      </div>
      {props.children}
    </>
  );
}
