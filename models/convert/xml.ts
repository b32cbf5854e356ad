/** A strict reader for the XML that OpenVINO writes: elements, double-quoted attributes, text; nothing else is accepted. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
}

const TOKEN = /<\?xml[^?]*\?>|<\/([\w.-]+)\s*>|<([\w.-]+)((?:\s+[\w.-]+="[^"<&]*")*)\s*(\/?)>|[^<]+/gy;
const ATTRIBUTE = /([\w.-]+)="([^"]*)"/g;

/** Parses one document. @throws SyntaxError on anything outside the accepted subset. */
export function parseXml(text: string): Element {
  const root: Element = { name: "", attributes: new Map(), children: [] };
  const open: Element[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) throw new SyntaxError(`unexpected XML at character ${at}`);
    const [, closing, opening, attributes = "", selfClosing] = token;
    if (closing !== undefined) {
      if (open.length < 2 || open.pop()?.name !== closing)
        throw new SyntaxError(`</${closing}> closes nothing at character ${at}`);
    } else if (opening !== undefined) {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
        ([, key = "", value = ""]) => [key, value] as const,
      );
      const element: Element = { name: opening, attributes: new Map(pairs), children: [] };
      open.at(-1)?.children.push(element);
      if (selfClosing === "") open.push(element);
    }
  }
  const [top, ...more] = root.children;
  if (open.length !== 1 || !top || more.length > 0)
    throw new SyntaxError("the XML document does not end where it should");
  return top;
}

/** The one child of that name. @throws SyntaxError when there is none or several. */
export function only(element: Element, name: string): Element {
  const [found, ...more] = element.children.filter((child) => child.name === name);
  if (!found || more.length > 0) throw new SyntaxError(`<${element.name}> needs exactly one <${name}>`);
  return found;
}

/** An attribute. @throws SyntaxError when it is absent. */
export function attributeOf(element: Element, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new SyntaxError(`<${element.name}> lacks ${name}`);
  return value;
}
