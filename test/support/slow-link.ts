/** A slow mobile line: bandwidth, delay, and loss as TCP lets the application feel it, which is as lateness. */
export interface LinkShape {
  /** each way */
  readonly bitsPerSecond: number;
  /** there and back */
  readonly roundTripMs: number;
  /** of segments, each way */
  readonly loss: number;
  /** round trips before the first byte may travel: 1 for TCP, 1 more for TLS 1.3 */
  readonly handshakes: number;
  readonly random: () => number;
}

const SEGMENT_BYTES = 1460;
/** IPv4, TCP with timestamps */
const HEADER_BYTES = 52;
/** RFC 6298: before anything was measured */
const FIRST_TIMEOUT_MS = 1000;

/**
 * One connection's line. Bytes leave in order: a lost segment is sent again after a timeout that doubles while it is lost
 * again (the tail of a short message has nobody behind it whose arrival would tell sooner), and all behind it wait.
 */
export function shaper(shape: LinkShape) {
  const { bitsPerSecond, roundTripMs, loss, handshakes, random } = shape;
  const lateBy = (timeoutMs: number): number => {
    let late = 0;
    for (let timeout = timeoutMs; random() < loss; timeout *= 2) late += timeout;
    return late;
  };
  const one = () => {
    let freeAt = 0;
    let arrivedAt = 0;
    const onTheWay: { part: Buffer; deliver: (part: Buffer) => void }[] = [];
    // whichever timer fires: what left first arrives first
    const arrive = () => {
      const next = onTheWay.shift();
      next?.deliver(next.part);
    };
    return (bytes: Buffer, deliver: (part: Buffer) => void) => {
      for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) {
        const part = bytes.subarray(at, at + SEGMENT_BYTES);
        const onWireMs = ((part.length + HEADER_BYTES) * 8 * 1000) / bitsPerSecond;
        freeAt = Math.max(freeAt, performance.now()) + onWireMs;
        // the tail loss probe of RFC 8985: two round trips
        arrivedAt = Math.max(arrivedAt, freeAt + roundTripMs / 2 + lateBy(roundTripMs * 2));
        onTheWay.push({ part, deliver });
        setTimeout(arrive, arrivedAt - performance.now());
      }
    };
  };
  return {
    up: one(),
    down: one(),
    /** Calls back when the connection stands: each round trip may lose its packet on the way there or back. */
    opening(done: () => void) {
      let ms = 0;
      for (let i = 0; i < handshakes; i++)
        ms += roundTripMs + lateBy(FIRST_TIMEOUT_MS) + lateBy(FIRST_TIMEOUT_MS);
      setTimeout(done, ms);
    },
  };
}
