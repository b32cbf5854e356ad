/** Server-sent events out of a text stream (WHATWG HTML, "Interpreting an event stream"), as much as we use of it. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
}

/** @returns a function to feed chunks to, cut anywhere; `onMessage` is called for each complete message */
export function createSseParser(onMessage: (message: SseMessage) => void): (chunk: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  const line = (text: string) => {
    if (text === "") {
      if (data.length > 0) onMessage({ event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  };
  return (chunk) => {
    rest += chunk;
    // a CR at the very end may be half of a CRLF: it waits for the next chunk
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const text of lines) line(text);
  };
}
