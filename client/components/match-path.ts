export interface Match {
  readonly params: Readonly<Record<string, string>>;
}

/** Whether a path fits a pattern such as "/courses/:id", and with which parameters; null when it does not. */
export function matchPath(pattern: string, path: string): Match | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
      continue;
    }
    try {
      params[part.slice(1)] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return { params };
}
