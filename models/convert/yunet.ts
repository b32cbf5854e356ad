/**
 * YuNet with a free input size. The network is fully convolutional and its reshapes are relative, only the declared
 * input is fixed at 640×640; the published weights and operations stay byte for byte what they are.
 */
import { port } from "./onnx.ts";
import { bytesField, decodeMessage, encodeMessage, messageField } from "./protobuf.ts";

const GRAPH = 7;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;
const GRAPH_VALUE_INFO = 13;
const STRIDES = [8, 16, 32] as const;
const OUTPUTS = [
  ["cls", 1],
  ["obj", 1],
  ["bbox", 4],
  ["kps", 10],
] as const;

/**
 * @param bytes face_detection_yunet_2023mar.onnx
 * @returns the same network for inputs of 1×3×H×W, H and W multiples of 32
 * @throws RangeError when the bytes are no ONNX model
 */
export function freeYunetInput(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const model = decodeMessage(bytes);
  return encodeMessage(
    model.map((field) => {
      if (field.number !== GRAPH || field.wire !== 2) return field;
      const kept = decodeMessage(field.value).filter(
        ({ number }) => number !== GRAPH_INPUT && number !== GRAPH_OUTPUT && number !== GRAPH_VALUE_INFO,
      );
      const input = messageField(GRAPH_INPUT, port({ name: "input", dims: [1, 3, "height", "width"] }));
      const outputs = OUTPUTS.flatMap(([name, width]) =>
        STRIDES.map((stride) =>
          messageField(
            GRAPH_OUTPUT,
            port({ name: `${name}_${stride}`, dims: [1, `cells_${stride}`, width] }),
          ),
        ),
      );
      return bytesField(GRAPH, encodeMessage([...kept, input, ...outputs]));
    }),
  );
}
