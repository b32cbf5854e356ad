/**
 * Replaces this process's Date by one that asks the simulation for the time: import it before anything else. The server's
 * code reads Date, and has no other clock that matters here.
 */
const RealDate = Date;
let source: () => number = RealDate.now.bind(RealDate);

/** From here on, time is what `now` says, epoch ms. */
export const setTime = (now: () => number): void => {
  source = now;
};

globalThis.Date = new Proxy(RealDate, {
  get: (target, name) => (name === "now" ? source : (Reflect.get(target, name) as unknown)),
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [source()] : args) as Date,
});
