import type { RetentionClass } from "../../shared/api/retention.ts";

/** What an impact assessment says in words; `#` stands for numbers and names, in their order. */
export interface AssessmentWords {
  readonly title: string;
  readonly subtitle: string;
  readonly foot: string;
  readonly heads: Readonly<
    Record<
      | "purpose"
      | "people"
      | "data"
      | "recognition"
      | "retention"
      | "place"
      | "keys"
      | "access"
      | "rights"
      | "risks"
      | "open",
      string
    >
  >;
  readonly purpose: readonly string[];
  readonly stopped: string;
  readonly peopleHead: readonly [string, string];
  readonly people: Readonly<
    Record<"students" | "byFace" | "consented" | "tap" | "teachers" | "administrators", string>
  >;
  readonly tapText: string;
  readonly dataHead: readonly [string, string];
  readonly data: readonly (readonly [string, string])[];
  readonly prints: readonly [string, string];
  readonly modelHead: readonly [string, string, string, string];
  readonly recognition: string;
  readonly noRecognition: string;
  readonly window: string;
  readonly weightless: string;
  readonly weight: string;
  readonly copies: string;
  readonly noCopies: string;
  readonly figures: string;
  readonly noFigures: string;
  readonly decided: string;
  readonly retentionHead: readonly [string, string, string];
  readonly retentionText: string;
  readonly day: string;
  readonly days: string;
  /** what it is, and from when it is counted */
  readonly retention: Readonly<Record<RetentionClass, readonly [string, string]>>;
  readonly attendance: string;
  readonly lakeRules: string;
  readonly noLakeRules: string;
  readonly s3: string;
  readonly folder: string;
  readonly ownDatabase: string;
  readonly otherDatabase: string;
  readonly https: string;
  readonly noHttps: string;
  readonly mail: string;
  readonly noMail: string;
  readonly sealed: string;
  readonly kek: Readonly<Record<"file" | "environment" | "command", string>>;
  readonly backups: string;
  readonly accessHead: readonly [string, string, string];
  readonly access: readonly (readonly [string, string, string])[];
  readonly consent: string;
  readonly rights: readonly string[];
  readonly riskHead: readonly [string, string];
  readonly risks: readonly (readonly [string, string])[];
  readonly open: readonly string[];
}
