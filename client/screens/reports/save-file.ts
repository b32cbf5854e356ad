/** Lets the browser save a file as its own downloads are saved. */
export function saveFile({ name, blob }: { name: string; blob: Blob }): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the download has begun by then; until then the address must hold
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
