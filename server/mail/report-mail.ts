import type { Language } from "../../shared/api/account.ts";

/** What a report's mail says. */
export interface ReportMail {
  readonly courseName: string;
  readonly from: string;
  readonly until: string;
  /** where the app is; null: not known to the server */
  readonly appUrl: string | null;
  readonly attached: boolean;
}

/** The subject and text of the mail that brings a scheduled report. */
export function reportMail(language: Language, mail: ReportMail): { subject: string; text: string } {
  const dates = `${mail.from} – ${mail.until}`;
  const where = mail.appUrl === null ? "" : ` (${mail.appUrl}/reports)`;
  if (language === "es") {
    return {
      subject: `Informe de asistencia: ${mail.courseName}, ${dates}`,
      text: [
        `Este es el informe de asistencia de ${mail.courseName} del ${mail.from} al ${mail.until}.`,
        mail.attached
          ? "Va adjunto."
          : `Es demasiado grande para un correo: te espera en Presente, en «Informes»${where}.`,
        `Lo programaste en Presente; allí, en «Informes»${mail.attached ? where : ""}, puedes cambiarlo o terminarlo.`,
        "Contiene datos personales de estudiantes: guárdalo con cuidado.",
      ].join("\n\n"),
    };
  }
  return {
    subject: `Attendance report: ${mail.courseName}, ${dates}`,
    text: [
      `This is the attendance report of ${mail.courseName} from ${mail.from} to ${mail.until}.`,
      mail.attached
        ? "It is attached."
        : `It is too large for a mail: it waits for you in Presente, under “Reports”${where}.`,
      `You scheduled it in Presente; there, under “Reports”${mail.attached ? where : ""}, you can change or end that.`,
      "It holds personal data of students: keep it with care.",
    ].join("\n\n"),
  };
}
