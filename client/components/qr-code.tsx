import { encodeQR } from "qr";
import { useMemo } from "preact/hooks";

/** Modules of white around the code: ISO/IEC 18004 asks for four. */
const BORDER = 4;

/**
 * A text as a QR code, always dark on white, also where the rest of the screen is dark: scanners expect it.
 * @param text in the alphanumeric alphabet, which packs tightest
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawn(text), [text]);
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

/** One run of dark modules in a row is one stroke of the path. */
function drawn(text: string): { path: string; size: number } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: BORDER });
  let path = "";
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end++;
      path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  }
  return { path, size: rows.length };
}
