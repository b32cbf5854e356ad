import type { en } from "./en.ts";
import { account } from "./es/account.ts";
import { carry } from "./es/carry.ts";
import { common } from "./es/common.ts";
import { day } from "./es/day.ts";
import { face } from "./es/face.ts";
import { manage } from "./es/manage.ts";
import { offline } from "./es/offline.ts";
import { phone } from "./es/phone.ts";
import { privacy } from "./es/privacy.ts";
import { references } from "./es/references.ts";
import { reports } from "./es/reports.ts";
import { rights } from "./es/rights.ts";
import { roomCode } from "./es/room-code.ts";
import { student } from "./es/student.ts";
import { tap } from "./es/tap.ts";
import { teach } from "./es/teach.ts";
import { timetable } from "./es/timetable.ts";

export const es: typeof en = {
  timetable,
  common,
  account,
  face,
  student,
  references,
  privacy,
  carry,
  phone,
  tap,
  teach,
  manage,
  offline,
  day,
  reports,
  rights,
  roomCode,
};
