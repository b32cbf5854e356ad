/**
 * Two doors of the worker. tasks-vision posts usage figures to an address of its maker and has no switch for it: fetch
 * refuses other origins before the browser would, so that nothing is even tried. And Trusted Types admit scripts of our own
 * origin alone (onnxruntime-web starts its threads from a URL).
 */
interface TrustedTypes {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/** Whether an address stays within the app's origin. */
export function isOwnAddress(address: string, base: string): boolean {
  try {
    return new URL(address, base).origin === new URL(base).origin;
  } catch {
    return false;
  }
}

export function closeDoors(scope: typeof globalThis & { trustedTypes?: TrustedTypes }, base: string): void {
  const { fetch } = scope;
  scope.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    return isOwnAddress(address, base)
      ? fetch(input, init)
      : Promise.resolve(new Response(null, { status: 403 }));
  };
  if (scope.trustedTypes && !scope.trustedTypes.defaultPolicy) {
    scope.trustedTypes.createPolicy("default", {
      createScriptURL(url) {
        if (isOwnAddress(url, base)) return url;
        throw new TypeError("scripts come from this origin alone");
      },
    });
  }
}
