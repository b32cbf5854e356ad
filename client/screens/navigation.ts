import type { Role } from "../../shared/api/account.ts";
import {
  IconCourses,
  IconFaces,
  IconHealth,
  IconInvite,
  IconJoin,
  IconMe,
  IconOverview,
  IconPeople,
  IconPhone,
  IconRecord,
  IconToday,
  IconWeek,
} from "../components/icons.tsx";
import { ownActions } from "../actions/log.ts";
import type { NavItem } from "../components/shell.tsx";
import { messages } from "../i18n/i18n.ts";
import { undelivered } from "../carry/carry.ts";
import { unsent } from "../outbox/outbox.ts";
import { assists } from "./carry/assists.ts";
import { awaitingCount } from "./enrolments/awaiting.ts";
import { requestsWaiting } from "./requests/waiting.ts";

/** The main navigation of each role: at most five places, so that a phone has room for all. */
export function navigationFor(role: Role): NavItem[] {
  const { nav, ...common } = messages.value.common;
  const waiting = awaitingCount.value;
  const kept = ownActions.value.length;
  const { toDecide, answered } = requestsWaiting.value;
  const courses: NavItem = {
    href: "/courses",
    also: ["/meetings", "/reports"],
    label: nav.courses,
    icon: IconCourses,
    // what is only on this device comes first
    waiting:
      kept > 0
        ? { count: kept, label: messages.value.offline.kept(kept), unsent: true }
        : { count: toDecide, label: messages.value.day.requests.nav(toDecide) },
  };
  const enrolments: NavItem = {
    href: "/enrolments",
    label: nav.enrolments,
    short: nav.enrolmentsShort,
    icon: IconFaces,
    waiting: { count: waiting, label: common.waiting(waiting) },
  };
  const toCarry = undelivered();
  const carry: NavItem = {
    href: "/carry",
    label: messages.value.carry.scan.title,
    short: messages.value.carry.scan.nav,
    icon: IconPhone,
    waiting: { count: toCarry, label: common.unsent(toCarry), unsent: true },
  };
  const overview: NavItem = { href: "/overview", label: nav.overview, icon: IconOverview };
  const { week: t } = messages.value.timetable;
  const week: NavItem = { href: "/week", label: t.title, short: t.short, icon: IconWeek };
  if (role === "teacher") return [courses, week, overview, enrolments, carry];
  if (role === "administrator") {
    return [
      { href: "/health", also: ["/about", "/retention", "/stop"], label: nav.health, icon: IconHealth },
      { href: "/people", label: nav.people, icon: IconPeople },
      { href: "/invitations", label: nav.invitations, short: nav.invitationsShort, icon: IconInvite },
      enrolments,
      { ...courses, also: ["/meetings", "/carry", "/overview", "/reports"] },
    ];
  }
  const { count } = unsent.value;
  return [
    { href: "/today", also: ["/check-in", "/week"], label: nav.today, icon: IconToday },
    {
      href: "/record",
      label: nav.record,
      short: nav.recordShort,
      icon: IconRecord,
      also: ["/requests"],
      waiting:
        count > 0
          ? { count, label: common.unsent(count), unsent: true }
          : { count: answered, label: messages.value.day.requests.answers(answered) },
    },
    { href: "/join", label: nav.join, short: nav.joinShort, icon: IconJoin },
    ...(assists.value || toCarry > 0 ? [carry] : []),
    { href: "/me", also: ["/consent", "/enrol"], label: nav.me, icon: IconMe },
  ];
}
