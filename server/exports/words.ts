import type { ReportCell, ReportMeeting } from "../../shared/api/reports.ts";

/** Everything that a report says in words. */
export interface ReportWords {
  readonly title: string;
  readonly sheets: Readonly<Record<"summary" | "meetings" | "overview" | "detail", string>>;
  /** `#` stands for numbers, in their order */
  readonly taken: string;
  readonly cancelledOf: string;
  readonly page: string;
  readonly dataAt: string;
  readonly noData: string;
  readonly scope: Readonly<Record<"group" | "student", string>>;
  readonly facts: Readonly<
    Record<
      | "course"
      | "code"
      | "term"
      | "teachers"
      | "scope"
      | "wholeCourse"
      | "range"
      | "meetings"
      | "timeZone"
      | "rule"
      | "required"
      | "students"
      | "share"
      | "below"
      | "data",
      string
    >
  >;
  readonly columns: Readonly<
    Record<
      | "student"
      | "number"
      | "group"
      | "room"
      | "title"
      | "start"
      | "end"
      | "utc"
      | "state"
      | "why"
      | "present"
      | "late"
      | "excused"
      | "absent"
      | "unsettled"
      | "notApplicable"
      | "counted"
      | "share"
      | "computed"
      | "below"
      | "from"
      | "until"
      | "taken"
      | "of"
      | "data"
      | "status"
      | "source"
      | "by"
      | "reason"
      | "evidence"
      | "arrived"
      | "carrier",
      string
    >
  >;
  readonly all: string;
  readonly yes: string;
  readonly none: string;
  readonly state: Readonly<Record<ReportMeeting["state"], string>>;
  readonly cell: Readonly<Record<ReportCell, string>>;
  /** the letter of a cell on the overview */
  readonly letter: Readonly<Record<ReportCell, string>>;
  readonly source: Readonly<Record<"automatic" | "checkIn" | "manual", string>>;
  readonly rule: Readonly<Record<"present" | "late" | "excused" | "counting", string>>;
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  readonly noStudents: string;
  readonly noMeetings: string;
}

/** Puts numbers or names in the places of `#`. */
export function fill(text: string, ...values: (string | number)[]): string {
  const left = [...values];
  return text.replaceAll("#", () => String(left.shift() ?? ""));
}
