/**
 * By whose clock times are told: the university's, on every screen and wherever the device is. The server says which that is
 * with each answer on who is signed in; it is remembered for when there is no network. Until it was heard, the device's serves.
 */
import { computed, signal } from "@preact/signals";
import { TIME_ZONE_HEADER } from "../../shared/api/account.ts";
import { isTimeZone, tellTheSame } from "../../shared/dates.ts";

const KEY = "presente.timeZone";
const known = (name: string | null): string | null => (name !== null && isTimeZone(name) ? name : null);

function kept(): string | null {
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    // storage may be forbidden, and a service worker has none: the next answer says it
    return null;
  }
}

const university = signal<string | null>(kept());
const deviceZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of everything on screen, an IANA name. */
export const zone = computed<string>(() => university.value ?? deviceZone());

/** That zone where this device's clock shows other times, else null. */
export const foreignZone = (): string | null =>
  tellTheSame(zone.value, deviceZone(), new Date()) ? null : zone.value;

/** Takes the university's zone from an answer on who is signed in, and hands the answer on. */
export async function hearZone<R extends Pick<Response, "headers">>(answer: R | Promise<R>): Promise<R> {
  const response = await answer;
  const told = known(response.headers.get(TIME_ZONE_HEADER));
  if (told !== null && told !== university.peek()) {
    university.value = told;
    try {
      localStorage.setItem(KEY, told);
    } catch {
      // heard anew at the next visit
    }
  }
  return response;
}
