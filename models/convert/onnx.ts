/** The messages of an ONNX file that this project writes. Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
import {
  bytesField,
  encodeMessage,
  type Field,
  floatField,
  intField,
  messageField,
  textField,
} from "./protobuf.ts";

export const FLOAT = 1;
export const INT64 = 7;
export const FLOAT16 = 10;
const OPSET = 13;
const IR_VERSION = 7;

/** An attribute is an integer, a list of integers or `{ float }`. */
export type Attribute = number | readonly number[] | { readonly float: number };

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}
export interface Tensor {
  readonly name: string;
  readonly type: typeof FLOAT | typeof INT64 | typeof FLOAT16;
  readonly dims: readonly number[];
  /** little-endian */
  readonly raw: Uint8Array;
}
/** A float32 input or output; a text dimension is free. */
export interface Port {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly initializers: readonly Tensor[];
  readonly nodes: readonly Node[];
}

function attribute(name: string, value: Attribute): Field[] {
  if (typeof value === "number") return [textField(1, name), intField(3, value), intField(20, 2)];
  if ("float" in value) return [textField(1, name), floatField(2, value.float), intField(20, 1)];
  return [textField(1, name), ...value.map((item) => intField(8, item)), intField(20, 7)];
}

/** NodeProto. */
export const operation = ({ op, inputs, output, attributes = {} }: Node): Field[] => [
  ...inputs.map((input) => textField(1, input)),
  textField(2, output),
  textField(3, output),
  textField(4, op),
  ...Object.entries(attributes).map(([name, value]) => messageField(5, attribute(name, value))),
];

/** TensorProto. */
export const tensor = ({ name, type, dims, raw }: Tensor): Field[] => [
  ...dims.map((dim) => intField(1, dim)),
  intField(2, type),
  textField(8, name),
  bytesField(9, raw),
];

/** ValueInfoProto of a float32 tensor. */
export const port = ({ name, dims }: Port): Field[] => {
  const shape = dims.map((dim) =>
    messageField(1, [typeof dim === "number" ? intField(1, dim) : textField(2, dim)]),
  );
  return [
    textField(1, name),
    messageField(2, [messageField(1, [intField(1, FLOAT), messageField(2, shape)])]),
  ];
};

/** The bytes of an ONNX model: the same graph gives the same bytes. */
export function encodeModel(graph: Graph): Uint8Array<ArrayBuffer> {
  return encodeMessage([
    intField(1, IR_VERSION),
    textField(2, "presente"),
    messageField(7, [
      ...graph.nodes.map((item) => messageField(1, operation(item))),
      textField(2, graph.name),
      ...graph.initializers.map((item) => messageField(5, tensor(item))),
      ...graph.inputs.map((item) => messageField(11, port(item))),
      ...graph.outputs.map((item) => messageField(12, port(item))),
    ]),
    messageField(8, [textField(1, ""), intField(2, OPSET)]),
  ]);
}

/** float32 little-endian bytes. */
export function floats(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}

/** int64 little-endian bytes. */
export function integers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true));
  return bytes;
}
