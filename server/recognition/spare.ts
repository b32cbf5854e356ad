let spare: Float32Array | null = null;

/**
 * Floats that a network is given: the thread's spare ones where nobody has them just now. Megabytes made anew for each photo
 * would have the whole heap of the thread marked every few photos.
 * @param use has them until what it returns settles; they are all 0 at first
 */
export async function withSpare<T>(count: number, use: (floats: Float32Array) => Promise<T>): Promise<T> {
  const own = spare && spare.length >= count ? spare : new Float32Array(count);
  spare = null;
  try {
    return await use(own.subarray(0, count).fill(0));
  } finally {
    spare = own;
  }
}
