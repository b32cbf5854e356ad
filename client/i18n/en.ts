import { account } from "./en/account.ts";
import { carry } from "./en/carry.ts";
import { common } from "./en/common.ts";
import { day } from "./en/day.ts";
import { face } from "./en/face.ts";
import { manage } from "./en/manage.ts";
import { offline } from "./en/offline.ts";
import { phone } from "./en/phone.ts";
import { privacy } from "./en/privacy.ts";
import { references } from "./en/references.ts";
import { reports } from "./en/reports.ts";
import { rights } from "./en/rights.ts";
import { roomCode } from "./en/room-code.ts";
import { student } from "./en/student.ts";
import { tap } from "./en/tap.ts";
import { teach } from "./en/teach.ts";
import { timetable } from "./en/timetable.ts";

export const en = {
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
