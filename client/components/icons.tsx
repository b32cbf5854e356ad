import type { ComponentChildren } from "preact";

/** Line icons on a 24-pixel grid. Decorative: the words beside them carry the meaning. */
function icon(children: ComponentChildren) {
  return function Icon({ size = 22 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="1.9"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {children}
      </svg>
    );
  };
}

export const IconToday = icon(
  <>
    <rect x="3.5" y="5" width="17" height="15.5" rx="3" />
    <path d="M3.5 10h17M8 3v4M16 3v4" />
    <path d="m9 15.2 2.2 2.1 4-4.2" />
  </>,
);
export const IconWeek = icon(<path d="M4 5.5h16v14H4zM4 10h16M9.3 10v9.5M14.7 10v9.5M8 3.5v3M16 3.5v3" />);
export const IconRecord = icon(
  <>
    <path d="M8.5 6.5h12M8.5 12h12M8.5 17.5h7" />
    <path d="M4 6.5h.01M4 12h.01M4 17.5h.01" stroke-width="2.8" />
  </>,
);
export const IconJoin = icon(
  <>
    <circle cx="12" cy="12" r="8.7" />
    <path d="M12 8.2v7.6M8.2 12h7.6" />
  </>,
);
export const IconMe = icon(
  <>
    <circle cx="12" cy="8.2" r="3.9" />
    <path d="M4.5 20c.9-3.9 3.9-5.9 7.5-5.9s6.6 2 7.5 5.9" />
  </>,
);
export const IconCourses = icon(
  <>
    <path d="M12 6.3C10.2 5 7.3 4.5 3.8 4.7v13.6c3.5-0.2 6.4.3 8.2 1.6 1.8-1.3 4.7-1.8 8.2-1.6V4.7C16.7 4.5 13.8 5 12 6.3Z" />
    <path d="M12 6.3v13.6" />
  </>,
);
export const IconOverview = icon(
  <>
    <path d="M4 20h16" />
    <path d="M6.5 16.5v-5M12 16.5v-11M17.5 16.5v-8" stroke-width="2.8" />
  </>,
);
export const IconFaces = icon(
  <>
    <path d="M3.8 8V6A2.2 2.2 0 0 1 6 3.8h2M16 3.8h2A2.2 2.2 0 0 1 20.2 6v2M20.2 16v2a2.2 2.2 0 0 1-2.2 2.2h-2M8 20.2H6A2.2 2.2 0 0 1 3.8 18v-2" />
    <ellipse cx="12" cy="12" rx="4" ry="5.2" />
  </>,
);
export const IconPeople = icon(
  <>
    <circle cx="9" cy="8.5" r="3.4" />
    <path d="M2.8 19.2c.7-3.3 3.2-5 6.2-5s5.5 1.7 6.2 5M15.6 5.3a3.4 3.4 0 0 1 0 6.3M17.7 14.5c1.9.7 3.1 2.3 3.6 4.7" />
  </>,
);
export const IconInvite = icon(
  <>
    <rect x="3.2" y="5.2" width="17.6" height="13.6" rx="2.8" />
    <path d="m4 7.5 8 5.7 8-5.7" />
  </>,
);
export const IconHealth = icon(<path d="M2.8 12.5h4.4l2.4-6.7 4.6 12.4 2.5-5.7h4.5" />);
export const IconAbout = icon(
  <>
    <circle cx="12" cy="12" r="8.7" />
    <path d="M12 11.3v5" />
    <path d="M12 7.9h.01" stroke-width="2.6" />
  </>,
);
export const IconCheck = icon(<path d="m4.8 12.7 4.7 4.6L19.2 7" />);
export const IconPhone = icon(
  <>
    <rect x="7" y="3" width="10" height="18" rx="2.4" />
    <path d="M11 18h2" />
  </>,
);
export const IconLook = icon(
  <>
    <path d="M2.7 12S6 5.8 12 5.8 21.3 12 21.3 12 18 18.2 12 18.2 2.7 12 2.7 12Z" />
    <circle cx="12" cy="12" r="2.7" />
  </>,
);
export const IconCross = icon(<path d="m6.2 6.2 11.6 11.6M17.8 6.2 6.2 17.8" />);
export const IconClock = icon(
  <>
    <circle cx="12" cy="12" r="8.7" />
    <path d="M12 7.3V12l3.2 2" />
  </>,
);
export const IconOffline = icon(
  <>
    <path d="M4 4.5 19.5 20" />
    <path d="M8.7 6.1A14.5 14.5 0 0 1 21 9.8M3 9.8a14.5 14.5 0 0 1 3-2M6.3 13.5a9.5 9.5 0 0 1 4.2-2.3M17.7 13.5a9.6 9.6 0 0 0-1.9-1.4M9.5 17a4 4 0 0 1 4.3-0.3" />
  </>,
);
export const IconWarn = icon(
  <>
    <path d="M12 3.8 21.3 20H2.7L12 3.8Z" />
    <path d="M12 10v4.5" />
    <path d="M12 17.2h.01" stroke-width="2.4" />
  </>,
);
export const IconBack = icon(<path d="M14.5 5.5 8 12l6.5 6.5" />);
export const IconNext = icon(<path d="M9.5 5.5 16 12l-6.5 6.5" />);
export const IconPlus = icon(<path d="M12 5v14M5 12h14" />);
export const IconPen = icon(
  <>
    <path d="m4.5 19.5 1-4.2L16.2 4.6a1.9 1.9 0 0 1 2.7 0l.5.5a1.9 1.9 0 0 1 0 2.7L8.7 18.5l-4.2 1Z" />
  </>,
);
export const IconCopy = icon(
  <>
    <rect x="8.5" y="8.5" width="12" height="12" rx="2.6" />
    <path d="M5.5 15.5h-0.2A1.8 1.8 0 0 1 3.5 13.7V5.3a1.8 1.8 0 0 1 1.8-1.8h8.4a1.8 1.8 0 0 1 1.8 1.8v.2" />
  </>,
);
export const IconScreen = icon(
  <>
    <rect x="2.8" y="4.5" width="18.4" height="12" rx="2" />
    <path d="M12 16.5v3.5M8 20.2h8" />
  </>,
);
export const IconCamera = icon(
  <>
    <path d="M4.8 7.5h2.7l1.5-2.3h6l1.5 2.3h2.7a1.8 1.8 0 0 1 1.8 1.8v8.4a1.8 1.8 0 0 1-1.8 1.8H4.8A1.8 1.8 0 0 1 3 17.7V9.3a1.8 1.8 0 0 1 1.8-1.8Z" />
    <circle cx="12" cy="13.2" r="3.4" />
  </>,
);
export const IconOut = icon(
  <path d="M13.5 4H6.8A1.8 1.8 0 0 0 5 5.8v12.4A1.8 1.8 0 0 0 6.8 20h6.7M10.5 12H21M17.5 8.5 21 12l-3.5 3.5" />,
);
export const IconSearch = icon(
  <>
    <circle cx="10.8" cy="10.8" r="6.3" />
    <path d="m15.5 15.5 5 5" />
  </>,
);
export const IconDownload = icon(<path d="M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M4.5 19.5h15" />);
export const IconReport = icon(
  <>
    <path d="M6 3.5h8.5L19 8v12.5H6z" />
    <path d="M14 3.5V8.5H19M9 13h7M9 16.5h5" />
  </>,
);
export const IconPrint = icon(
  <>
    <path d="M7 8.5V3.5h10v5M7 17.5H4.5v-9h15v9H17" />
    <path d="M7 14.5h10v6H7z" />
  </>,
);
export const IconDash = icon(<path d="M6 12h12" />);
