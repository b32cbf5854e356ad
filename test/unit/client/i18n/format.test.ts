import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { language } from "../../../../client/i18n/i18n.ts";
import { format } from "../../../../client/i18n/format.ts";
import { foreignZone, hearZone, zone } from "../../../../client/i18n/zone.ts";
import { TIME_ZONE_HEADER } from "../../../../shared/api/account.ts";
import { instantOf, tellTheSame } from "../../../../shared/dates.ts";

// Node 20 has none, and the languages of the browser are asked for at once
vi.hoisted(() => vi.stubGlobal("navigator", { languages: ["es"] }));

const before = process.env["TZ"];
const device = (name: string) => (process.env["TZ"] = name);
const told = (name: string) => hearZone(new Response(null, { headers: { [TIME_ZONE_HEADER]: name } }));

beforeAll(() => void (language.value = "es"));
beforeEach(() => told("Europe/Madrid"));
afterEach(() => void vi.useRealTimers());
afterAll(() => {
  if (before === undefined) delete process.env["TZ"];
  else process.env["TZ"] = before;
});

describe.each(["Europe/Madrid", "Pacific/Auckland", "America/Bogota", "Pacific/Kiritimati"])(
  "on a device in %s",
  (name) => {
    beforeAll(() => void device(name));

    test("a moment is told by the university's clock and calendar, across its change of time", () => {
      expect(format.time("2026-10-25T00:30:00Z")).toBe("2:30");
      expect(format.time("2026-10-25T01:30:00Z")).toBe("2:30");
      expect(format.span("2026-11-23T08:00:00Z", "2026-11-23T09:30:00Z")).toMatch(/^9:00\D10:30$/);
      expect(format.stamp("2026-06-30T22:15:00Z")).toBe("1 jul 2026, 0:15");
      expect(format.weekday("2026-06-30T22:15:00Z")).toBe("Miércoles, 1 de julio");
      expect(format.date("2026-12-31T23:00:00Z")).toBe("1 ene 2027");
    });

    test("a calendar date and a time of day are nobody's clock", () => {
      expect(format.date("2026-03-29")).toBe("29 mar 2026");
      expect(format.dayMonth("2026-12-31")).toBe("31 dic");
      expect(format.dates("2026-11-23", "2026-11-29")).toBe("23–29 nov 2026");
      expect(format.clock(10 * 60 + 5)).toBe("10:05");
    });

    test("today, tomorrow and yesterday are the university's", () => {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-10-25T22:59:59Z") });
      const days = ["2026-10-25", "2026-10-26", "2026-10-24"].flatMap((date) =>
        ["00:10", "23:50"].map((time) => instantOf(date, time, "Europe/Madrid")),
      );
      expect(days.map((at) => format.day(at))).toEqual(["Hoy", "Hoy", "Mañana", "Mañana", "Ayer", "Ayer"]);
    });
  },
);

test("a line says whose clock it is only where this device's shows other times", () => {
  expect([device("Europe/Madrid"), foreignZone()]).toEqual(["Europe/Madrid", null]);
  expect([device("Europe/Paris"), foreignZone()]).toEqual(["Europe/Paris", null]);
  expect([device("America/Bogota"), foreignZone()]).toEqual(["America/Bogota", "Europe/Madrid"]);
});

test("a zone that this browser does not know is not taken over, and one that is not told changes nothing", async () => {
  await told("Europe/Atlantis");
  await hearZone(new Response(null));
  expect(zone.value).toBe("Europe/Madrid");
});

test.each([
  ["Asia/Calcutta", "Asia/Kolkata", true],
  ["UTC", "Etc/UTC", true],
  // the same in winter only
  ["UTC", "Europe/London", false],
  // the same but for daylight-saving time
  ["America/Phoenix", "America/Denver", false],
])("the clocks of %s and %s: the same is %s", (a, b, same) => {
  expect(tellTheSame(a, b, new Date("2026-11-23T12:00:00Z"))).toBe(same);
});
