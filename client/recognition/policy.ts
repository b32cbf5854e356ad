/**
 * The page's one `default` Trusted Types policy: scripts (workers among them) come from our own origin. Whoever needs it
 * first makes it; `trusted-types default` allows no second.
 */
interface TrustedTypes {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

export function admitOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy("default", {
    createScriptURL(url) {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError("scripts come from this origin alone");
    },
  });
}
