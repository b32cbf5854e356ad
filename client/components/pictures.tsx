import type { ComponentChildren } from "preact";

/** A page of the class register, the ground of every picture. */
function Register({ children }: { children: ComponentChildren }) {
  return (
    <svg class="picture" viewBox="0 0 220 150" fill="none" aria-hidden="true" focusable="false">
      <rect class="soft" x="46" y="24" width="152" height="112" rx="12" />
      <rect class="paper" x="32" y="14" width="152" height="112" rx="10" stroke-width="2" />
      <path class="rule" d="M33 42h150M33 64h150M33 86h150M33 108h150" stroke-width="1.5" />
      <path class="margin" d="M62 15v110" stroke-width="1.5" />
      {children}
    </svg>
  );
}

/** An empty register: nothing is planned. */
export const PictureNothing = () => (
  <Register>
    <path class="pen" d="M74 32h40" stroke-width="4" stroke-linecap="round" opacity="0.35" />
    <circle class="pen" cx="158" cy="104" r="19" stroke-width="3" fill="var(--surface)" />
    <path class="pen" d="M158 93v11l8 5" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
  </Register>
);

/** Names and ticks: everything done. */
export const PictureDone = () => (
  <Register>
    <path
      class="pen"
      d="M74 53h58M74 75h72M74 97h46"
      stroke-width="4"
      stroke-linecap="round"
      opacity="0.35"
    />
    <path
      class="pen"
      d="m41 53 4.5 4.5 8-9M41 75l4.5 4.5 8-9M41 97l4.5 4.5 8-9"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </Register>
);

/** A face in its oval beside the list. */
export const PictureFace = () => (
  <Register>
    <path
      class="pen"
      d="M74 53h30M74 75h22M74 97h30"
      stroke-width="4"
      stroke-linecap="round"
      opacity="0.35"
    />
    <ellipse class="pen" cx="150" cy="76" rx="25" ry="33" stroke-width="3" fill="var(--surface)" />
    <circle class="pen-fill" cx="141" cy="70" r="2.6" />
    <circle class="pen-fill" cx="159" cy="70" r="2.6" />
    <path class="pen" d="M141 88c4.5 5 13.5 5 18 0" stroke-width="3" stroke-linecap="round" />
  </Register>
);

/** Seats to fill: nobody is on the list yet. */
export const PicturePeople = () => (
  <Register>
    <circle class="pen" cx="98" cy="62" r="9" stroke-width="3" />
    <path class="pen" d="M82 94c2-11 8-16 16-16s14 5 16 16" stroke-width="3" stroke-linecap="round" />
    <circle class="pen" cx="146" cy="62" r="9" stroke-width="3" stroke-dasharray="4 5" />
    <path
      class="pen"
      d="M130 94c2-11 8-16 16-16s14 5 16 16"
      stroke-width="3"
      stroke-linecap="round"
      stroke-dasharray="4 5"
    />
  </Register>
);

/** A lost page. */
export const PictureLost = () => (
  <Register>
    <path
      class="pen"
      d="M98 60c0-9 6-14 14-14s14 5 14 13c0 10-14 10-14 21"
      stroke-width="4"
      stroke-linecap="round"
    />
    <circle class="pen-fill" cx="112" cy="97" r="3.2" />
  </Register>
);
