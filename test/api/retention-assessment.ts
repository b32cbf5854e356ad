import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { assessmentFacts } from "../../server/assessment.ts";
import { tellAssessment } from "../../server/exports/assessment.ts";
import { writePaper } from "../../server/exports/pdf-paper.ts";
import { Paper } from "../../shared/api/paper.ts";
import { ask } from "../support/people.ts";
import type { TestServices } from "../support/services.ts";
import type { Cast } from "../support/world.ts";

/** The paper that tells what the configuration means for people's faces. */
export function assessmentTests(kit: () => { test: TestServices; cast: Cast }): void {
  describe("the impact assessment", () => {
    const paper = async (language: string) =>
      v.parse(
        Paper,
        (
          await ask(kit().test.app, "GET", `/v1/impact-assessment?language=${language}`, {
            as: kit().cast.administrator,
          })
        ).body,
      );
    const said = (of: Paper) => JSON.stringify(of.sections);

    it("says what is configured, in both languages, and the same each time", async () => {
      const [en, again, es] = [await paper("en"), await paper("en"), await paper("es")];
      expect(again).toEqual(en);
      expect(es.sections).toHaveLength(en.sections.length);
      expect(es.sections.map(({ table }) => table?.rows.length)).toEqual(
        en.sections.map(({ table }) => table?.rows.length),
      );
      for (const one of [en, es]) {
        expect(said(one)).toContain(String(kit().test.services.config.retention.enrolment_photo));
        expect(said(one)).toContain("2026-11");
        // every place of a number was filled
        expect(said(one)).not.toContain("#");
      }
      expect(said(en)).toContain("arcface-mbf");
    });

    it("tells of the prints where photos that come again are asked about, and as long as some are left", async () => {
      const { config, db } = kit().test.services;
      for (const [language, word] of [
        ["en", "Prints of the latest 10"],
        ["es", "Huellas de las últimas 10"],
      ] as const) {
        expect(said(await paper(language))).not.toContain(word);
        Object.assign(config, { asksAboutCopies: true });
        expect(said(await paper(language))).toContain(word);
        Object.assign(config, { asksAboutCopies: false });
        const row = { userId: kit().cast.stranger.id, prints: Buffer.alloc(1), version: 1 };
        await db.insert(tables.facePrint).values(row);
        expect(said(await paper(language))).toContain(word);
        await db.delete(tables.facePrint);
      }
    });

    it("changes with the configuration, and as PDF is the same bytes for the same", async () => {
      const before = await assessmentFacts(kit().test.services);
      const longer = { ...before, retention: { ...before.retention, accepted_photo: 31 } };
      expect(tellAssessment(longer, "en").digest).not.toBe(tellAssessment(before, "en").digest);
      const pdf = async () => {
        const parts: Uint8Array[] = [];
        for await (const part of writePaper(tellAssessment(before, "es"))) parts.push(part);
        return Buffer.concat(parts);
      };
      const [one, two] = [await pdf(), await pdf()];
      expect(one.subarray(0, 5).toString()).toBe("%PDF-");
      expect(one.equals(two)).toBe(true);
    });
  });
}
