import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  decodeMessage,
  encodeMessage,
  floatField,
  intField,
  textField,
} from "../../../models/convert/protobuf.ts";
import { parseXml } from "../../../models/convert/xml.ts";
import { derive } from "../../../models/derive.ts";
import { MANIFEST, MODELS_DIR } from "../../../models/manifest.ts";
import { describeWithModels } from "../../support/needs.ts";

describe("the protobuf writer", () => {
  it("writes what the specification's example shows", () => {
    expect([...encodeMessage([intField(1, 150)])]).toEqual([0x08, 0x96, 0x01]);
    expect([...encodeMessage([textField(2, "testing")])]).toEqual([0x12, 7, ...Buffer.from("testing")]);
  });
  it("reads back what it wrote, negative integers and floats too", () => {
    const fields = [intField(1, -1), textField(200, "ñ"), floatField(3, 0.5)];
    expect(encodeMessage(decodeMessage(encodeMessage(fields)))).toEqual(encodeMessage(fields));
  });
  it("refuses a message that is cut off", () => {
    expect(() => decodeMessage(encodeMessage([textField(2, "testing")]).subarray(0, 5))).toThrow(RangeError);
  });
});

describe("the XML reader", () => {
  it("reads nested elements with their attributes", () => {
    const net = parseXml('<?xml version="1.0"?>\n<net name="a"><x id="1" /><x id="2">text</x></net>');
    expect(net.children.map(({ attributes }) => attributes.get("id"))).toEqual(["1", "2"]);
  });
  it.each(["<a><b></a></b>", "<a>", "<a/><b/>", '<a b="&lt;"/>', "<!DOCTYPE a><a/>", ""])(
    "refuses %j",
    (text) => {
      expect(() => parseXml(text)).toThrow(SyntaxError);
    },
  );
});

await describeWithModels(
  "the conversions",
  () => {
    it.each(MANIFEST.filter(({ source }) => "recipe" in source))(
      "give $file the pinned digest",
      async ({ source, sha256 }) => {
        if (!("recipe" in source)) throw new Error("not derived");
        const bytes = await derive(
          source.recipe,
          source.from.map((file) => join(MODELS_DIR, file)),
        );
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      },
    );
  },
  { models: ["omz-0095"] },
);
