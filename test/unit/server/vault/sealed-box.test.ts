import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import { expect, test } from "vitest";
import {
  createSealer,
  type Label,
  newKeyPair,
  openBox,
  ownKey,
  publicHalf,
  SEAL_BYTES,
} from "../../../../server/vault/sealed-box.ts";

const person = () => {
  const { publicKey, privateKey } = newKeyPair();
  return { to: publicHalf(publicKey), own: ownKey(privateKey, publicKey) };
};
const label: Label = { userId: "u", record: "r", type: "photo", model: "m" };
const sealer = createSealer();
const seal = (...of: Parameters<typeof sealer>) => Buffer.concat(sealer(...of));

test("what is sealed for somebody opens for that one, whatever it is", () => {
  const ana = person();
  for (const bytes of [Buffer.alloc(0), Buffer.from("x"), randomBytes(40_000)]) {
    const box = seal(ana.to, label, bytes);
    expect(box).toHaveLength(bytes.length + SEAL_BYTES);
    expect(openBox(ana.own, label, box)).toEqual(bytes);
    expect(openBox(person().own, label, box)).toBeNull();
  }
});

test("a private half that is not of the public one is no key", () => {
  const [one, two] = [newKeyPair(), newKeyPair()];
  expect(() => ownKey(one.privateKey, two.publicKey)).toThrow("not of one pair");
});

/** Written from the formats' description alone. */
const theirs = (privateKey: Buffer, sender: Buffer) => {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), privateKey]);
  const spki = Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), sender]);
  return diffieHellman({
    privateKey: createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }),
    publicKey: createPublicKey({ key: spki, format: "der", type: "spki" }),
  });
};
const LABEL = Buffer.from('["presente label 1","u","r","photo","m"]');

test("a box opens with what another program makes of the same format", () => {
  const { publicKey, privateKey } = newKeyPair();
  const box = seal(publicHalf(publicKey), label, Buffer.from("a photo"));
  const [sender, nonce] = [box.subarray(4, 36), box.subarray(36, 48)];
  const info = Buffer.concat([Buffer.from("presente sealed box 3"), sender, publicKey]);
  const key = Buffer.from(hkdfSync("sha256", theirs(privateKey, sender), "", info, 32));
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(LABEL);
  decipher.setAuthTag(box.subarray(-16));
  const opened = Buffer.concat([decipher.update(box.subarray(48, -16)), decipher.final()]);
  expect(opened.toString()).toBe("a photo");
});

test("boxes of the formats before open still", () => {
  const [ana, sender] = [newKeyPair(), newKeyPair()];
  const own = ownKey(ana.privateKey, ana.publicKey);
  const salt = randomBytes(32);
  const info = (format: number) =>
    Buffer.concat([Buffer.from(`presente sealed box ${format}`), sender.publicKey, ana.publicKey]);
  const secret = theirs(sender.privateKey, ana.publicKey);
  const first = Buffer.from(hkdfSync("sha256", secret, salt, info(1), 44));
  const second = Buffer.from(hkdfSync("sha256", secret, "", Buffer.concat([info(2), salt]), 32));
  for (const [magic, other, key, nonce] of [
    ["PSB1", "PSB2", first.subarray(0, 32), first.subarray(32)],
    ["PSB2", "PSB3", second, salt.subarray(0, 12)],
  ] as const) {
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(LABEL);
    const body = [cipher.update("a photo"), cipher.final(), cipher.getAuthTag()];
    const box = Buffer.concat([Buffer.from(magic), sender.publicKey, salt, ...body]);
    expect(openBox(own, label, box)?.toString()).toBe("a photo");
    expect(openBox(own, { ...label, userId: "v" }, box)).toBeNull();
    expect(openBox(own, label, Buffer.concat([Buffer.from(other), box.subarray(4)]))).toBeNull();
  }
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
  const nonces = Array.from({ length: 300 }, () => seal(ana.to, label, bytes).toString("hex", 36, 48));
  expect(new Set(nonces).size).toBe(300);
  expect(one.subarray(48)).not.toEqual(two.subarray(48));
  expect(one.includes(bytes.subarray(0, 16))).toBe(false);
});
