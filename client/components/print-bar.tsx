import type { ComponentChildren } from "preact";
import { IconBack, IconPrint } from "./icons.tsx";

/** Over what goes on paper, and not on it: the way back, the button that prints. @param props.children other ways to take it along */
export function PrintBar(props: {
  back: { href: string; label: string };
  print: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="row row-between no-print print-bar">
      <a class="button" href={props.back.href}>
        <IconBack size={18} />
        {props.back.label}
      </a>
      <div class="row">
        {props.children}
        <button type="button" class="button button-primary" onClick={() => window.print()}>
          <IconPrint size={18} />
          {props.print}
        </button>
      </div>
    </div>
  );
}
