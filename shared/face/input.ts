import type { Raster } from "./geometry.ts";
import type { RecognitionModel } from "./recognition.ts";

/**
 * An aligned crop as a recognition model takes it: float32 planes (1×3×size×size), in the model's colour order and range.
 * @throws RangeError when the crop is not of the template's size
 */
export function modelInput(crop: Raster, model: RecognitionModel): Float32Array {
  const { size } = model.template;
  if (crop.width !== size || crop.height !== size) throw new RangeError(`the crop must be ${size}×${size}`);
  const pixels = size * size;
  const input = new Float32Array(3 * pixels);
  const order = model.channels === "rgb" ? [0, 1, 2] : [2, 1, 0];
  order.forEach((channel, plane) => {
    for (let i = 0; i < pixels; i++) {
      input[plane * pixels + i] = ((crop.data[i * 4 + channel] ?? 0) - model.mean) / model.scale;
    }
  });
  return input;
}
