/**
 * The twenty-photo rule told once more, plainly, after RECOGNITION.md ("Templates and the twenty photos"), with nothing of the product
 * in it: what the tests hold the product against.
 */

/** A check-in's photo as the rule sees it. */
export interface Candidate {
  readonly id: string;
  /** when it arrived, ms since 1970 */
  readonly ms: number;
  /** L2-normalised */
  readonly embedding: ArrayLike<number>;
  readonly quality: {
    readonly interEyePx: number;
    readonly yaw: number;
    readonly pitch: number;
    readonly roll: number;
    readonly sharpness: number;
    readonly mean: number;
    readonly clipped: number;
  };
}

/** For arcface-mbf and the server's aligner. */
const RULE = { accepted: 0.45, update: 0.5, nearCopy: 0.95, direction: 0.6, outward: 0.05, drift: 0.8 };
const DAY = 24 * 3600 * 1000;

type Vector = readonly number[];
const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const unit = (a: Vector): Vector => a.map((value) => value / Math.sqrt(dot(a, a)));
const sumOf = (all: readonly Vector[]): Vector =>
  all.reduce((sum, one) => sum.map((value, i) => value + (one[i] ?? 0)));
/** What of a lies beside b. */
const beside = (a: Vector, b: Vector): Vector => unit(a.map((value, i) => value - dot(a, b) * (b[i] ?? 0)));

/** Why a photo is refused by what it shows; null: it is not. */
function poor({ quality: q }: Candidate): string | null {
  if (q.interEyePx < 75) return "face_small";
  if (Math.abs(q.yaw) > 17 || Math.abs(q.pitch) > 15 || Math.abs(q.roll) > 12) return "pose";
  if (q.mean < 55 || q.mean > 215 || q.clipped >= 0.03) return "light";
  return q.sharpness < 0.025 ? "blurred" : null;
}

/** How much a photo counts in the mean that drift is seen by. */
function weight({ quality: q }: Candidate): number {
  const upTo1 = (value: number) => Math.min(1, Math.max(0, value));
  const product =
    upTo1(q.sharpness / 0.05) *
    upTo1(q.interEyePx / 112.5) *
    (1 - upTo1(Math.sqrt((q.yaw / 17) ** 2 + (q.pitch / 15) ** 2) / 2)) *
    (1 - upTo1(q.clipped / 0.06));
  return Math.max(0.1, product ** 0.25);
}

/** A term of check-ins, all of which the machine accepts by itself, each followed by the look at what time has brought about. */
export function twentyPhotos(enrolled: readonly ArrayLike<number>[], checkIns: readonly Candidate[]) {
  const anchors = enrolled.map((one) => Array.from(one));
  const centre = unit(sumOf(anchors));
  const told = new Map<string, string>();
  let kept: Candidate[] = [];
  const retired: { id: string; ms: number }[] = [];
  const days: number[] = [];

  const verdict = (one: Candidate): string => {
    const day = Math.floor(one.ms / DAY);
    if (days.includes(day)) return "refused pace_day";
    if (days.filter((other) => day - other < 7).length >= 3) return "refused pace_week";
    const lack = poor(one);
    if (lack) return `refused ${lack}`;
    const own = Array.from(one.embedding);
    const others = kept.map(({ embedding }) => Array.from(embedding));
    const best = anchors.map((anchor) => dot(own, anchor)).toSorted((a, b) => b - a);
    if (((best[0] ?? 0) + (best[1] ?? 0) + (best[2] ?? 0)) / 3 < RULE.update) return "refused unlike_anchors";
    if ([...anchors, ...others].some((other) => dot(own, other) > RULE.nearCopy)) return "refused near_copy";
    if (others.length >= 3) {
      const way = dot(beside(own, centre), beside(unit(sumOf(others)), centre));
      const theirs = others.reduce((sum, other) => sum + dot(other, centre), 0) / others.length;
      if (way > RULE.direction && dot(own, centre) < theirs - RULE.outward) return "refused direction";
    }
    if (others.length >= 4) {
      const weighed = [...kept, one].map((member) =>
        Array.from(member.embedding, (value) => value * weight(member)),
      );
      if (dot(unit(sumOf(weighed)), centre) < RULE.drift) return "refused frozen";
    }
    return "admitted";
  };
  const counting = (ms: number) => kept.filter((one) => ms - one.ms >= 7 * DAY);
  const look = (ms: number) => {
    for (const { id } of counting(ms).slice(0, Math.max(0, counting(ms).length - 20))) {
      kept = kept.filter((one) => one.id !== id);
      retired.push({ id, ms });
    }
  };

  for (const one of checkIns) {
    const said = verdict(one);
    told.set(one.id, said);
    if (said === "admitted") {
      days.push(Math.floor(one.ms / DAY));
      kept.push(one);
    }
    look(one.ms);
  }
  return {
    told,
    retired,
    /** lowest cosine of a check-in with the middle of the anchors */
    nearest: Math.min(...checkIns.map(({ embedding }) => dot(Array.from(embedding), centre))),
    accepted: RULE.accepted,
    /** what counts at an instant after the last check-in */
    window(ms: number): string[] {
      look(ms);
      return counting(ms).map(({ id }) => id);
    },
  };
}
