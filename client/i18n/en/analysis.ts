import { plural } from "../plural.ts";

const n = plural("en");

/** Analysis and overview: loaded with their screens, not with the app. */
export const analysis = {
  chart: {
    table: "Table",
    save: "Save as PNG",
    role: "chart",
    hint: "With the arrow keys you go through the chart point by point.",
  },
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  week: (week: string) => `Week ${week}`,
  weekShort: (week: string) => `W${week}`,
  weekFrom: (week: string, date: string) => `Week ${week}, from ${date}`,
  status: { present: "Present", late: "Late", excused: "Excused", absent: "Absent" },
  share: "Attendance",
  ofMeetings: (count: number) => n(count, "of 1 that counts", "of # that count"),
  meetings: (count: number) => n(count, "1 meeting", "# meetings"),
  students: (count: number) => n(count, "1 student", "# students"),
  noShare: "none yet",
  required: (share: string) => `Required: ${share}`,
  belowRequired: "below what is required",
  source: (name: string, at: string, zone: string) => `Presente · ${name} · as of ${at} (${zone})`,
  counted: "Counted are meetings that are closed and not cancelled.",

  charts: "Charts",
  emptyTitle: "Nothing to analyse yet",
  emptyText: "As soon as a meeting is closed, its attendance appears here.",
  glance: {
    title: "At a glance",
    risk: "At risk",
    riskOf: (students: string, share: string) => `of ${students}; required: ${share}`,
    share: "Attendance",
    latest: (week: string, share: string) => `Week ${week}: ${share}`,
    change: (points: string) => `${points} points against before`,
    hour: "Weakest hour",
    hourAgainst: (share: string, others: string) => `${share}; the other hours: ${others}`,
    hourNone: "No hour stands out",
    hourNoneText: "All hours are within 5 points of each other, or there are too few meetings to tell.",
    onTime: "On time",
    onTimeText: "of those who came",
    unsettled: (count: number) => n(count, "1 check-in is still in doubt", "# check-ins are still in doubt"),
    unsettledText: "Their students have no status yet and do not count. Decide them in the meeting's list.",
  },
  risk: {
    title: "Students at risk",
    none: "Nobody is below what is required, and nobody's attendance is falling.",
    below: "Below what is required",
    falling: "Falling",
    how: "How this is computed",
    earned: (present: string, late: string, weight: string) =>
      `${present} present + ${late} late × ${weight}`,
    excusedPresent: (count: string) => `${count} excused`,
    formula: (earned: string, of: string, share: string) =>
      `(${earned}) ÷ ${of} meetings that count = ${share}`,
    leftOut: (count: number) =>
      n(
        count,
        "1 excused meeting is left out, as if it had not been.",
        "# excused meetings are left out, as if they had not been.",
      ),
    notApplicable: (count: number) =>
      n(
        count,
        "1 meeting was not this student's and does not count.",
        "# meetings were not this student's and do not count.",
      ),
    unsettled: (count: number) =>
      n(
        count,
        "1 meeting has no status yet: the check-in is in doubt.",
        "# meetings have no status yet: the check-ins are in doubt.",
      ),
    slope: (points: string) => `${points} points a week`,
    trend: (slope: string, weeks: string) =>
      `Straight line of least squares through the latest weeks: ${slope} (${weeks}).`,
    trendWeek: (week: string, earned: string, of: string) => `week ${week}: ${earned} of ${of}`,
    trendRule: "Falling means 5 points a week or more, and at least two meetings lost in these weeks.",
    needed: (count: number, share: string) =>
      n(
        count,
        `Attending the next meeting brings it back to ${share}.`,
        `Attending the next # meetings without a miss brings it back to ${share}.`,
      ),
    remaining: (count: number) => n(count, "1 meeting is still planned.", "# meetings are still planned."),
    tooFew: (count: number) =>
      n(
        count,
        "Only 1 meeting is still planned: it cannot be reached any more this term.",
        "Only # meetings are still planned: it cannot be reached any more with these.",
      ),
    noPlan: "No further meeting is planned yet.",
    never: "Everything was required, and a meeting is lost: it cannot be reached any more.",
    more: (count: number) => n(count, "Show 1 more", "Show # more"),
  },
  weeks: {
    title: "Attendance by week",
    summary: (worst: string, share: string, best: string, top: string) =>
      `Lowest: week ${worst}, ${share}. Highest: week ${best}, ${top}.`,
    one: (week: string, share: string) => `Only week ${week} so far: ${share}.`,
  },
  hours: {
    title: "Attendance by weekday and hour",
    summary: (worst: string, share: string, best: string, top: string) =>
      `Lowest: ${worst}, ${share}. Highest: ${best}, ${top}.`,
    one: (hour: string, share: string) => `All meetings: ${hour}, ${share}.`,
    heatTitle: "By weekday and hour",
    heatText: "Share of attendance at meetings that begin in the hour, with the number of meetings.",
    hour: "Hour",
  },
  byMeeting: {
    title: "Attendance by meeting",
    summary: (worst: string, share: string) => `Students by status. Lowest: ${worst}, ${share}.`,
    meeting: "Meeting",
    unsettled: "In doubt",
  },
  spread: {
    title: "How students' attendance is spread",
    summary: (below: number, all: number, share: string) => `${below} of ${all} students are below ${share}.`,
    bin: (from: string, to: string) => `${from}–${to}`,
    x: "Attendance of a student, in percent",
    students: "Students",
  },
  arrivals: {
    title: "Punctuality",
    summary: (share: string) => `${share} of those who came were on time.`,
    unknown: (count: number) =>
      n(
        count,
        "The minute of 1 arrival is not known: a teacher's mark.",
        "The minute of # arrivals is not known: teachers' marks.",
      ),
    before: "before",
    bin: (from: string, to: string) => `${from}–${to}`,
    from: (from: string) => `${from} or more`,
    x: "Minutes after the start",
    arrivals: "Arrivals",
    point: (minutes: string, count: string) => `${minutes} minutes after the start: ${count}`,
    pointBefore: (count: string) => `Before the start: ${count}`,
  },
  groups: {
    title: "Groups compared",
    none: "No group",
    group: "Group",
    summary: (worst: string, share: string, best: string, top: string) =>
      `Lowest: ${worst}, ${share}. Highest: ${best}, ${top}.`,
    atRisk: "At risk",
  },
  terms: {
    title: "Terms compared",
    titleCourse: "The same course in other terms",
    none: "Without a term",
    term: "Term",
    summary: (worst: string, share: string, best: string, top: string) =>
      `Lowest: ${worst}, ${share}. Highest: ${best}, ${top}.`,
    courses: "Courses",
  },
  all: {
    title: "All students",
    name: "Name",
    group: "Group",
    unsettled: "In doubt",
    notApplicable: "Not theirs",
    trend: "Trend a week",
    count: "Counted",
    meetings: "Meetings",
    students: "Students",
  },
  overview: {
    title: "Overview",
    nav: "Overview",
    text: (courses: number, meetings: string) => `${n(courses, "1 course", "# courses")}, ${meetings} held`,
    term: "Term",
    noTerm: "Without a term",
    emptyTitle: "No courses here",
    emptyText: "Courses that you teach appear here with their attendance.",
    riskOf: (places: string) => `of ${places} places in courses are below what the course requires`,
    courses: "Courses",
    coursesText: "Those with the most students at risk first.",
    course: "Course",
    atRisk: "At risk",
    latest: "Latest week",
    change: (share: string, points: string) => `${share} (${points})`,
    showAll: (count: number) => n(count, "Show 1 course", "Show all # courses"),
  },
};
