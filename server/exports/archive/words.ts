/** The JSON files of an archive, in the order of its table of contents. */
export const SECTIONS = [
  "account",
  "consents",
  "enrolments",
  "references",
  "templates",
  "devices",
  "check-ins",
  "receipts",
  "attendance",
  "requests",
  "courses",
  "reports",
  "viewing-log",
  "deletions",
] as const;
export type Section = (typeof SECTIONS)[number];

export interface ArchiveWords {
  readonly fileName: string;
  readonly title: string;
  readonly made: (when: string, name: string, email: string) => string;
  readonly intro: readonly string[];
  readonly filesTitle: string;
  readonly sections: Readonly<Record<Section, { readonly title: string; readonly text: string }>>;
  readonly photos: { readonly title: string; readonly text: string };
  readonly documents: { readonly title: string; readonly text: string };
  readonly absentTitle: string;
  readonly absent: readonly string[];
  readonly absentFiles: (count: number) => string;
  readonly rightsTitle: string;
  readonly rights: readonly string[];
  readonly none: string;
  readonly entries: (count: number) => string;
  readonly columns: {
    readonly when: string;
    readonly course: string;
    readonly state: string;
    readonly score: string;
    readonly who: string;
    readonly why: string;
    readonly count: string;
    readonly version: string;
    readonly given: string;
    readonly withdrawn: string;
  };
  readonly states: Readonly<Record<string, string>>;
  readonly whys: Readonly<Record<string, string>>;
}
