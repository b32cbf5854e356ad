/** Which build of the app this is, as entries name it: the name of its own script, which carries a hash of the content. */
export const BUILD: string = (new URL(import.meta.url).pathname.split("/").at(-1) ?? "").slice(0, 64);
