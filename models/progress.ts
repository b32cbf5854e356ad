import type { WriteStream } from "node:tty";

const WIDTH = 30;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** A line that fills while a file comes; silent where nobody looks at a terminal. */
export function progressBar(stream: WriteStream, label: string, total: number) {
  const shown = stream.isTTY;
  return {
    /** @param bytes received so far */
    update(bytes: number): void {
      if (!shown) return;
      const filled = Math.round((bytes / total) * WIDTH);
      stream.write(
        `\r${label} [${"█".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${megabytes(bytes)} of ${megabytes(total)} MB\x1b[K`,
      );
    },
    clear(): void {
      if (shown) stream.write("\r\x1b[K");
    },
  };
}
