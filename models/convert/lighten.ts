/**
 * The same network in operations that ONNX Runtime's native kernels do faster, with the same result to the last bit:
 * a depthwise ConvInteger is done on float32 that hold the same integers (sums stay below 2²⁴, so they are exact), and a
 * PRelu whose slopes are all at most 1 is max(x, slope · x). WebAssembly gains nothing by it: phones run the published file.
 * Operators: https://github.com/onnx/onnx/blob/main/docs/Operators.md
 */
import { FLOAT, floats as floatBytes, operation, tensor } from "./onnx.ts";
import { bytesField, decodeMessage, encodeMessage, type Field, messageField } from "./protobuf.ts";

const GRAPH = 7;
const [GRAPH_NODE, GRAPH_INITIALIZER, GRAPH_VALUE_INFO] = [1, 5, 13];
const [NODE_INPUT, NODE_OUTPUT, NODE_OP, NODE_ATTRIBUTE] = [1, 2, 4, 5];
const [TENSOR_DIMS, TENSOR_INT32, TENSOR_NAME, TENSOR_RAW] = [1, 5, 8, 9];
const ONE = "lighten:one";
/** Of so many products of two bytes the sum is an integer that float32 holds exactly. */
const EXACT_PRODUCTS = Math.floor(2 ** 24 / 255 ** 2);

type Initializers = ReadonlyMap<string, readonly Field[]>;

/**
 * @param bytes an ONNX model with one graph
 * @returns the model, lighter where it has what is replaced here, else as it was
 * @throws RangeError when the bytes are no ONNX model
 */
export function lighten(bytes: Uint8Array): Uint8Array {
  const model = decodeMessage(bytes);
  const lighter = model.map((field) =>
    field.number === GRAPH && field.wire === 2 ? bytesField(GRAPH, lighterGraph(field.value)) : field,
  );
  return encodeMessage(lighter);
}

function lighterGraph(bytes: Uint8Array): Uint8Array {
  const graph = decodeMessage(bytes);
  const initializers: Initializers = new Map(
    parts(graph, GRAPH_INITIALIZER).map((one) => {
      const fields = decodeMessage(one);
      return [texts(fields, TENSOR_NAME)[0] ?? "", fields];
    }),
  );
  const weights: Field[] = [];
  /** what a Cast to float32 has nothing to do on any more */
  const floats = new Map<string, string>();
  const nodes = graph
    .filter(({ number }) => number === GRAPH_NODE)
    .flatMap((field) => {
      const node = decodeMessage(partOf(field));
      const [op] = texts(node, NODE_OP);
      const [output = ""] = texts(node, NODE_OUTPUT);
      const inputs = texts(node, NODE_INPUT);
      if (op === "PRelu") return lighterPrelu(inputs, output, initializers) ?? [field];
      if (op === "ConvInteger") {
        const lighter = depthwise(node, inputs, output, initializers);
        if (!lighter) return [field];
        floats.set(output, lighter.output);
        weights.push(lighter.weights);
        return lighter.nodes;
      }
      const float = op === "Cast" && floats.get(inputs[0] ?? "");
      return float ? [operationField({ op: "Identity", inputs: [float], output })] : [field];
    });
  if (weights.length > 0) weights.push(floatTensor(ONE, [], [1]));
  const rest = graph.filter(({ number }) => number !== GRAPH_NODE && number !== GRAPH_VALUE_INFO);
  return encodeMessage([...nodes, ...rest, ...weights]);
}

/** Null when a slope is above 1: then the greater of the two is not the right one. */
function lighterPrelu(
  [input = "", slope = ""]: readonly string[],
  output: string,
  initializers: Initializers,
): Field[] | null {
  const raw = rawOf(initializers.get(slope));
  if (!raw) return null;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let at = 0; at < raw.byteLength; at += 4) if (!(view.getFloat32(at, true) <= 1)) return null;
  const scaled = `${output}:scaled`;
  return [
    operationField({ op: "Mul", inputs: [input, slope], output: scaled }),
    operationField({ op: "Max", inputs: [input, scaled], output }),
  ];
}

/** Null for a convolution that mixes channels: its sums may be too great, and the integer kernel is good at it. */
function depthwise(
  node: readonly Field[],
  [input = "", weight = "", inputZero = "", weightZero = ""]: readonly string[],
  output: string,
  initializers: Initializers,
) {
  const stored = initializers.get(weight);
  const raw = rawOf(stored);
  const dims = (stored ?? [])
    .filter(({ number }) => number === TENSOR_DIMS)
    .map(({ value }) => Number(value));
  const [, perGroup, height = 0, width = 0] = dims;
  const zero = zeroPoint(initializers.get(weightZero));
  if (!raw || zero === null || inputZero === "") return null;
  if (dims.length !== 4 || perGroup !== 1 || height * width > EXACT_PRODUCTS) return null;
  const [shifted, kernel, sums] = [`${output}:shifted`, `${output}:kernel`, `${output}:sums`];
  const attributes = node.filter(({ number }) => number === NODE_ATTRIBUTE);
  return {
    output: sums,
    weights: floatTensor(
      kernel,
      dims,
      Array.from(raw, (value) => value - zero),
    ),
    nodes: [
      operationField({ op: "DequantizeLinear", inputs: [input, ONE, inputZero], output: shifted }),
      messageField(GRAPH_NODE, [
        ...operation({ op: "Conv", inputs: [shifted, kernel], output: sums }),
        ...attributes,
      ]),
    ],
  };
}

/** One uint8, as a raw byte or as the one varint of the field of small integers; null when it is neither. */
function zeroPoint(fields: readonly Field[] | undefined): number | null {
  const raw = rawOf(fields);
  if (raw) return raw.length === 1 ? (raw[0] ?? null) : null;
  const small = fields?.find(({ number }) => number === TENSOR_INT32);
  if (!small || small.wire === 0) return small ? Number(small.value) : null;
  return small.value.reduce((value, byte, i) => value + (byte & 0x7f) * 128 ** i, 0);
}

const operationField = (node: Parameters<typeof operation>[0]): Field =>
  messageField(GRAPH_NODE, operation(node));
const floatTensor = (name: string, dims: readonly number[], values: readonly number[]): Field =>
  messageField(GRAPH_INITIALIZER, tensor({ name, type: FLOAT, dims, raw: floatBytes(values) }));
const rawOf = (fields: readonly Field[] | undefined): Uint8Array | null => {
  const raw = fields?.find(({ number }) => number === TENSOR_RAW);
  return raw ? partOf(raw) : null;
};
function partOf({ wire, value }: Field): Uint8Array {
  if (wire !== 2) throw new RangeError("a field of the ONNX model is not what it should be");
  return value;
}
const parts = (fields: readonly Field[], number: number): Uint8Array[] =>
  fields.filter((field) => field.number === number).map(partOf);
const decoder = new TextDecoder();
const texts = (fields: readonly Field[], number: number): string[] =>
  parts(fields, number).map((bytes) => decoder.decode(bytes));
