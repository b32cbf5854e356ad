/**
 * OpenVINO IR (version 11, FP16 constants) → ONNX, for the eleven operation types of face-reidentification-retail-0095.
 * Weights stay fp16 in the file and are cast when the session is made, so the file is half as large on the wire; a PReLU
 * with one slope becomes the LeakyRelu that it is, which runtimes fuse into the convolution before it.
 * Source of the operations: https://docs.openvino.ai/2023.0/openvino_docs_ops_opset1.html
 */
import { encodeModel, FLOAT, FLOAT16, type Node, type Port, type Tensor } from "./onnx.ts";
import { attributeOf, type Element, only, parseXml } from "./xml.ts";

interface Layer {
  readonly id: string;
  readonly type: string;
  readonly element: Element;
  readonly inputs: readonly string[];
}

const list = (text: string): number[] => text.split(",").map((item) => Number(item.trim()));
const data = (layer: Layer, name: string): string => attributeOf(only(layer.element, "data"), name);
const valueName = (id: string): string => `v${id}`;

/** IEEE 754 half precision. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits >= 0x8000 ? -magnitude : magnitude;
}

function readLayers(root: Element): Map<string, Layer> {
  const sources = new Map<string, string[]>();
  for (const edge of only(root, "edges").children) {
    const to = attributeOf(edge, "to-layer");
    const inputs = sources.get(to) ?? [];
    inputs[Number(attributeOf(edge, "to-port"))] = attributeOf(edge, "from-layer");
    sources.set(to, inputs);
  }
  return new Map(
    only(root, "layers").children.map((element) => {
      const id = attributeOf(element, "id");
      return [id, { id, type: attributeOf(element, "type"), element, inputs: sources.get(id) ?? [] }];
    }),
  );
}

/** What a layer becomes: the ONNX operation and its attributes; inputs keep their order. */
type Rule = (
  layer: Layer,
  weights: (port: number) => { dims: readonly number[]; raw: Uint8Array },
) => Pick<Node, "op" | "attributes">;

const numpyBroadcast =
  (op: string): Rule =>
  (layer) => {
    if (data(layer, "auto_broadcast") !== "numpy")
      throw new RangeError(`layer ${layer.id}: broadcasting is not numpy's`);
    return { op };
  };
const convolution: Rule = (layer, weights) => {
  const dims = weights(1).dims;
  const grouped = layer.type === "GroupConvolution";
  return {
    op: "Conv",
    attributes: {
      ...window(layer),
      dilations: list(data(layer, "dilations")),
      group: grouped ? (dims[0] ?? 0) : 1,
    },
  };
};
/** The attributes that convolutions and pooling share. */
function window(layer: Layer): Record<string, number[]> {
  if (data(layer, "auto_pad") !== "explicit")
    throw new RangeError(`layer ${layer.id}: padding is not explicit`);
  return {
    strides: list(data(layer, "strides")),
    pads: [...list(data(layer, "pads_begin")), ...list(data(layer, "pads_end"))],
  };
}

const RULES: Readonly<Record<string, Rule>> = {
  Convert: (layer) => {
    if (data(layer, "destination_type") !== "f32")
      throw new RangeError(`layer ${layer.id}: converts to another type`);
    return { op: "Cast", attributes: { to: FLOAT } };
  },
  Multiply: numpyBroadcast("Mul"),
  Add: numpyBroadcast("Add"),
  Convolution: convolution,
  GroupConvolution: convolution,
  Sigmoid: () => ({ op: "Sigmoid" }),
  AvgPool: (layer) => {
    if (data(layer, "rounding_type") !== "floor")
      throw new RangeError(`layer ${layer.id}: rounding is not floor`);
    return { op: "AveragePool", attributes: { ...window(layer), kernel_shape: list(data(layer, "kernel")) } };
  },
  PReLU: (layer, weights) => {
    const { dims, raw } = weights(1);
    if (raw.length !== 2) throw new RangeError(`layer ${layer.id}: ${dims.join("×")} slopes instead of one`);
    return { op: "LeakyRelu", attributes: { alpha: { float: half((raw[0] ?? 0) | ((raw[1] ?? 0) << 8)) } } };
  },
};

/**
 * Converts one network with one input and one output, which is flattened to [1, embedding].
 * @param xml text of the .xml file
 * @param bin bytes of the .bin file
 * @returns the ONNX file's bytes, always the same for the same network
 * @throws SyntaxError or RangeError on an operation or attribute that is not expected
 */
export function convertOpenVino(xml: string, bin: Uint8Array): Uint8Array<ArrayBuffer> {
  const root = parseXml(xml);
  const layers = readLayers(root);
  const initializers: Tensor[] = [];
  const nodes: Node[] = [];
  const inputs: Port[] = [];
  const outputs: Port[] = [];

  const source = (layer: Layer, port: number): Layer => {
    const found = layers.get(layer.inputs[port] ?? "");
    if (!found) throw new RangeError(`layer ${layer.id} (${layer.type}) has no input ${port}`);
    return found;
  };
  const constant = (layer: Layer): { dims: number[]; raw: Uint8Array } => {
    if (layer.type === "Convert") return constant(source(layer, 0));
    const dims = list(data(layer, "shape"));
    const offset = Number(data(layer, "offset"));
    const size = dims.reduce((product, dim) => product * dim, 2);
    if (
      data(layer, "element_type") !== "f16" ||
      Number(data(layer, "size")) !== size ||
      offset + size > bin.length
    )
      throw new RangeError(`constant ${layer.id} does not fit its file`);
    return { dims, raw: bin.subarray(offset, offset + size) };
  };
  // OpenVINO keeps the groups of a convolution as a dimension of its own: [G, out/G, in/G, h, w] → [out, in/G, h, w]
  const grouped = new Set(
    [...layers.values()]
      .filter(({ type }) => type === "GroupConvolution")
      .map((layer) => source(source(layer, 1), 0).id),
  );
  const slopes = new Set(
    [...layers.values()]
      .filter(({ type }) => type === "PReLU")
      .flatMap((layer) => [source(layer, 1).id, source(source(layer, 1), 0).id]),
  );

  for (const layer of layers.values()) {
    if (slopes.has(layer.id)) continue;
    const name = valueName(layer.id);
    if (layer.type === "Parameter") {
      inputs.push({ name, dims: list(data(layer, "shape")) });
    } else if (layer.type === "Const") {
      const { dims, raw } = constant(layer);
      const [groups = 1, perGroup = 1, ...rest] = dims;
      initializers.push({
        name,
        type: FLOAT16,
        dims: grouped.has(layer.id) ? [groups * perGroup, ...rest] : dims,
        raw,
      });
    } else if (layer.type === "Result") {
      nodes.push({ op: "Flatten", inputs: [valueName(source(layer, 0).id)], output: "embedding" });
      outputs.push({ name: "embedding", dims: [1, "dimension"] });
    } else {
      const rule = RULES[layer.type];
      if (!rule) throw new RangeError(`layer ${layer.id}: the operation ${layer.type} is not known`);
      const used = layer.type === "PReLU" ? layer.inputs.slice(0, 1) : layer.inputs;
      nodes.push({
        ...rule(layer, (port) => constant(source(layer, port))),
        inputs: used.map(valueName),
        output: name,
      });
    }
  }
  return encodeModel({ name: attributeOf(root, "name"), inputs, outputs, initializers, nodes });
}
