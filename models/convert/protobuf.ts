/**
 * The part of the Protocol Buffers wire format that ONNX files need: varints, 32-bit floats and length-delimited fields.
 * Writing is deterministic: fields come out in the order in which they are given.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
import { concatBytes, utf8 } from "../../shared/bytes.ts";

/** A field of a message: its number and, by wire type, its value (0 varint, 2 bytes, 5 four bytes). */
export type Field =
  | { readonly number: number; readonly wire: 0; readonly value: bigint }
  | { readonly number: number; readonly wire: 2 | 5; readonly value: Uint8Array };

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

export const intField = (number: number, value: number | bigint): Field => ({
  number,
  wire: 0,
  value: BigInt(value),
});
export const bytesField = (number: number, value: Uint8Array): Field => ({ number, wire: 2, value });
export const textField = (number: number, value: string): Field => bytesField(number, utf8(value));
export const messageField = (number: number, fields: readonly Field[]): Field =>
  bytesField(number, encodeMessage(fields));
export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return { number, wire: 5, value: bytes };
}

/** The bytes of a message. */
export function encodeMessage(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    parts.push(varint(BigInt(field.number * 8 + field.wire)));
    if (field.wire === 0) parts.push(varint(field.value));
    else if (field.wire === 2) parts.push(varint(BigInt(field.value.length)), field.value);
    else parts.push(field.value);
  }
  return concatBytes(...parts);
}

/** The fields of a message in file order; nested messages stay bytes. @throws RangeError on bytes that are no message. */
export function decodeMessage(bytes: Uint8Array): Field[] {
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a protobuf varint does not end");
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError("a protobuf field reaches past the end");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const fields: Field[] = [];
  while (at < bytes.length) {
    const tag = Number(readVarint());
    const number = tag >>> 3;
    const wire = tag & 7;
    if (wire === 0) fields.push({ number, wire, value: readVarint() });
    else if (wire === 2) fields.push({ number, wire, value: take(Number(readVarint())) });
    else if (wire === 5) fields.push({ number, wire, value: take(4) });
    else throw new RangeError(`protobuf wire type ${wire} is not expected in an ONNX file`);
  }
  return fields;
}
