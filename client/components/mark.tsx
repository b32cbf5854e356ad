/** The mark of Presente: the oval that frames a face, closed by the tick of the roll. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" fill="none" aria-hidden="true" focusable="false">
      <path
        d="M31.2 8.9C29.1 6.7 26.7 5.5 24 5.5c-7.7 0-14 9-14 19.4S16.3 43 24 43c6.2 0 11.5-5.3 13.3-12.6"
        stroke="currentColor"
        stroke-width="4.6"
        stroke-linecap="round"
      />
      <path
        d="m17.3 24.3 6.5 6.4L41 12.8"
        stroke="currentColor"
        stroke-width="4.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function Brand({ href = "/" }: { href?: string }) {
  return (
    <a class="brand" href={href}>
      <Mark size={30} />
      Presente
    </a>
  );
}
