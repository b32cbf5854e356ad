/** Whether the words of a row contain what is searched, in whatever case. @param language the browser's own without it */
export function finds(search: string, language?: string): (...words: (string | null)[]) => boolean {
  const needle = search.trim().toLocaleLowerCase(language);
  return (...words) =>
    words
      .map((word) => word ?? "")
      .join(" ")
      .toLocaleLowerCase(language)
      .includes(needle);
}
