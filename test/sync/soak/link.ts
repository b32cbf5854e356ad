import type { Schedule } from "./clock.ts";
import { type Injected, RATES } from "./faults.ts";
import type { Outgoing } from "./phone/life.ts";
import type { Chance } from "./random.ts";
import type { SimulatedServer } from "./server/server.ts";
import { answerWords, requestWords, type Trace } from "./trace.ts";

export interface LinkParts {
  readonly schedule: Schedule;
  readonly actor: number;
  readonly chance: Chance;
  readonly injected: Injected;
  readonly server: SimulatedServer;
  readonly trace: Trace;
  /** an answer has reached the phone */
  readonly onAnswer: (request: Outgoing, status: number, body: string) => Promise<void>;
}

/** The way between one phone and the server: it loses, repeats, delays and reorders, each way. */
export class Link {
  online = true;
  readonly #parts: LinkParts;
  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Takes a request of the phone's. */
  send(request: Outgoing): void {
    const { schedule, actor, chance, injected } = this.#parts;
    const later = (ms: number, run: () => Promise<void>) => schedule.after(ms, actor, run);
    // everything is drawn here, so that what happens on the way does not move the stream
    const [up, down] = [this.#latency(), this.#latency()];
    const [lostUp, lostDown, twice] = [
      chance.hit(RATES.drop),
      chance.hit(RATES.drop),
      chance.hit(RATES.duplicate),
    ];
    const [reset, atOnce] = [chance.hit(0.5), chance.hit(RATES.duplicateAtOnce)];
    const again = up + chance.whole(100, 240_000);
    const fate = chance.uuid();
    this.#note("sends", requestWords(request));
    if (!this.online) {
      later(5, () => request.fail());
      return;
    }
    const drop = injected.on("drop");
    if (drop && lostUp) {
      injected.count("requests lost");
      if (reset) later(up, () => request.fail());
      return;
    }
    const copies = injected.on("duplicate") && twice ? 2 : 1;
    if (copies === 2) injected.count(atOnce ? "requests doubled at once" : "requests repeated later");
    const deliver = async (response: Response | null) => {
      if (response === null) {
        later(down, () => request.fail());
      } else if (drop && lostDown) {
        injected.count("answers lost");
        if (reset) later(down, () => request.fail());
      } else {
        later(down, () => this.#answer(request, response));
      }
    };
    later(up, async () => deliver(await this.#arrive(request, fate, copies === 2 && atOnce)));
    if (copies === 2 && !atOnce) {
      later(again, async () => void (await this.#arrive(request, `${fate}:again`, false)));
    }
  }

  async #arrive(request: Outgoing, fate: string, twice: boolean): Promise<Response | null> {
    const { server, actor } = this.#parts;
    // a phone's requests come to the one replica as well as to the other
    const first = fate.charCodeAt(0) % 2 === 0 ? 0 : 1;
    if (!twice) {
      const response = await server.handle(actor, request, fate, first);
      this.#note("served", response?.status ?? "died");
      return response;
    }
    const both = await Promise.all([
      server.handle(actor, request, fate, 0),
      server.handle(actor, request, `${fate}:twin`, 1),
    ]);
    this.#note("served twice", ...both.map((response) => response?.status ?? "died"));
    // whichever of the two wins the race, the phone hears the same
    return both.toSorted((a, b) => (a?.status ?? 999) - (b?.status ?? 999))[0] ?? null;
  }

  async #answer(request: Outgoing, response: Response): Promise<void> {
    const { status, headers } = response;
    const body = await response.text();
    this.#note("hears", answerWords(status, body));
    await this.#parts.onAnswer(request, status, body);
    await request.answer(new Response(status === 204 ? null : body, { status, headers }));
  }

  #note(...words: readonly (string | number)[]): void {
    const { trace, schedule, actor } = this.#parts;
    trace.note(`phone ${actor}`, schedule.now, ...words);
  }

  #latency(): number {
    const { chance, injected } = this.#parts;
    const [usual, far, slow] = [chance.whole(15, 180), chance.whole(500, 90_000), chance.hit(RATES.reorder)];
    return injected.on("reorder") && slow ? far : usual;
  }
}
