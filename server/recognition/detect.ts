import type { InferenceSession } from "onnxruntime-node";
import type { Raster } from "../../shared/face/geometry.ts";
import { type Box, type FoundFace, searchView, type View } from "./yunet.ts";

/** The longest side, in pixels of the network's input, at which a whole picture is searched first, and then. */
const FIRST_SIDE = 384;
const SECOND_SIDE = 1024;
/** A face narrower than this in the network's input is looked at again from close by, for its landmarks. */
const CLOSE_ENOUGH = 40;
const CLOSE_SIDE = 256;

const whole = (image: Raster, side: number): View => ({
  x: 0,
  y: 0,
  width: image.width,
  height: image.height,
  reduce: Math.max(1, Math.ceil(Math.max(image.width, image.height) / side)),
});

/** How much a face counts: its area, less towards the edges. By size alone a bystander near the camera would win. */
export function prominence(box: Box, width: number, height: number): number {
  const dx = (box.x + box.width / 2 - width / 2) / (width / 2);
  const dy = (box.y + box.height / 2 - height / 2) / (height / 2);
  const away = Math.min(1, Math.hypot(dx, dy) / Math.SQRT2);
  return box.width * box.height * (1 - away) ** 2;
}

/** The face that counts, or null without any. */
export function mainFace(faces: readonly FoundFace[], width: number, height: number): FoundFace | null {
  const weigh = ({ box }: FoundFace) => prominence(box, width, height);
  return faces.reduce<FoundFace | null>(
    (best, face) => (best && weigh(best) >= weigh(face) ? best : face),
    null,
  );
}

function closeView(image: Raster, { box }: FoundFace): View {
  const side = Math.max(box.width, box.height) * 3;
  const x = Math.max(0, Math.floor(box.x + box.width / 2 - side / 2));
  const y = Math.max(0, Math.floor(box.y + box.height / 2 - side / 2));
  const width = Math.min(Math.ceil(side), image.width - x);
  const height = Math.min(Math.ceil(side), image.height - y);
  return { x, y, width, height, reduce: Math.max(1, Math.ceil(Math.max(width, height) / CLOSE_SIDE)) };
}

/**
 * Searches a picture for faces: at a small size first, larger only where nothing was found, and once more from close by
 * where the face that counts is small. Most photos need the first look alone.
 * @returns how many faces there are and the one that counts
 */
export async function detectFaces(
  session: InferenceSession,
  image: Raster,
): Promise<{ faces: number; face: FoundFace | null }> {
  let view = whole(image, FIRST_SIDE);
  let faces = await searchView(session, image, view);
  if (faces.length === 0 && view.reduce > 1) {
    view = whole(image, SECOND_SIDE);
    faces = await searchView(session, image, view);
  }
  const face = mainFace(faces, image.width, image.height);
  if (!face || view.reduce === 1 || face.box.width / view.reduce >= CLOSE_ENOUGH)
    return { faces: faces.length, face };
  const near = closeView(image, face);
  if (near.reduce >= view.reduce || near.width < 1 || near.height < 1) return { faces: faces.length, face };
  const again = await searchView(session, image, near);
  const centre = (box: Box) => [box.x + box.width / 2, box.y + box.height / 2] as const;
  const [fx, fy] = centre(face.box);
  const same = again.find(({ box }) => {
    const [x, y] = centre(box);
    return Math.hypot(x - fx, y - fy) < face.box.width / 2;
  });
  return { faces: faces.length, face: same ?? face };
}
