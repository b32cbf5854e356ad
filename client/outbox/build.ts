/** Which build of the app this is, as entries name it. Vite fills it in (define: __PRESENTE_BUILD__). */
declare const __PRESENTE_BUILD__: string | undefined;

export const BUILD: string = typeof __PRESENTE_BUILD__ === "string" ? __PRESENTE_BUILD__ : "dev";
