import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import {
  createSealer,
  type Label,
  newKeyPair,
  openBox,
  privateHalf,
  publicHalf,
  publicOf,
  SEAL_BYTES,
} from "../../../../server/vault/sealed-box.ts";

const person = () => {
  const { publicKey, privateKey } = newKeyPair();
  return { to: publicHalf(publicKey), own: { privateKey: privateHalf(privateKey), publicKey } };
};
const label: Label = { userId: "u", record: "r", type: "photo", model: "m" };
const seal = createSealer();

test("what is sealed for somebody opens for that one, whatever it is", () => {
  const ana = person();
  for (const bytes of [Buffer.alloc(0), Buffer.from("x"), randomBytes(40_000)]) {
    const box = seal(ana.to, label, bytes);
    expect(box).toHaveLength(bytes.length + SEAL_BYTES);
    expect(openBox(ana.own, label, box)).toEqual(bytes);
    expect(openBox(person().own, label, box)).toBeNull();
  }
  expect(publicOf(ana.own.privateKey)).toEqual(ana.own.publicKey);
});

test.each([
  ["student", { userId: "v" }],
  ["record", { record: "s" }],
  ["type", { type: "template" }],
  ["model", { model: "n" }],
  ["record that takes a piece of the student's name", { userId: "", record: "ur" }],
] as const)("a box does not open as that of another %s", (_, change) => {
  const ana = person();
  const box = seal(ana.to, label, Buffer.from("photo"));
  expect(openBox(ana.own, { ...label, ...change }, box)).toBeNull();
});

test("a box of which any byte has changed, or any is missing, does not open", () => {
  const ana = person();
  const box = seal(ana.to, label, Buffer.from("a photo"));
  for (let i = 0; i < box.length; i++) {
    const changed = Buffer.from(box);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(openBox(ana.own, label, changed)).toBeNull();
    expect(openBox(ana.own, label, box.subarray(0, i))).toBeNull();
  }
  expect(openBox(ana.own, label, Buffer.concat([box, Buffer.from([0])]))).toBeNull();
});

test("the same bytes sealed twice are two boxes that have nothing but their head in common", () => {
  const ana = person();
  const bytes = Buffer.alloc(1000);
  const [one, two] = [seal(ana.to, label, bytes), seal(ana.to, label, bytes)];
  expect(one.subarray(36, 68)).not.toEqual(two.subarray(36, 68));
  expect(one.subarray(68)).not.toEqual(two.subarray(68));
  expect(one.includes(bytes.subarray(0, 16))).toBe(false);
});
