/** What made something that sends run: "start" and "event" end own waiting, "timer" does not; "start" lifts holds too. */
export type Trigger = "start" | "event" | "timer";
