/** Where a head points, degrees. Zero looks into the camera. */
export interface HeadPose {
  /** positive: turned to the person's own left */
  readonly yaw: number;
  /** positive: looking up */
  readonly pitch: number;
  /** positive: head tilted towards the person's own right shoulder */
  readonly roll: number;
}

const DEGREES = 180 / Math.PI;

/**
 * Head pose of FaceLandmarker's 4×4 facial transformation matrix (canonical face → camera, metric, right-handed, y up,
 * z out of the screen).
 * @param matrix 16 numbers, column-major
 */
export function headPose(matrix: readonly number[]): HeadPose {
  const at = (row: number, column: number) => matrix[column * 4 + row] ?? 0;
  // the face's own forward axis is the third column; its sideways axis the first
  const [x, y, z] = [at(0, 2), at(1, 2), at(2, 2)];
  const length = Math.hypot(x, y, z) || 1;
  return {
    yaw: Math.atan2(x, z) * DEGREES,
    pitch: Math.asin(Math.max(-1, Math.min(1, y / length))) * DEGREES,
    roll: Math.atan2(at(1, 0), at(0, 0)) * DEGREES,
  };
}
