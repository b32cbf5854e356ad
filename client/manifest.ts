/** The web app manifest, for vite-plugin-pwa. */
export const manifest = {
  id: "/",
  name: "Presente",
  short_name: "Presente",
  description: "The roll of a class, taken by face on the student's own phone.",
  start_url: "/",
  scope: "/",
  display: "standalone" as const,
  orientation: "any" as const,
  lang: "en",
  dir: "ltr" as const,
  theme_color: "#2b3fc2",
  background_color: "#f5f6fb",
  categories: ["education", "productivity"],
  icons: [
    { src: "/icons/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
    { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
    { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
    { src: "/icons/maskable-192.png", sizes: "192x192", type: "image/png", purpose: "maskable" },
    { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
};
