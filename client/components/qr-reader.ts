/** Reads QR codes off a playing video: by the browser's own detector where there is one, else by the library's. */

/** The QR codes in the picture that the video shows now; none, mostly. */
export type QrReader = (video: HTMLVideoElement) => Promise<string[]>;

/** The Shape Detection API (W3C draft), as far as it is used here. */
interface BarcodeDetectorLike {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetectorLike;
  getSupportedFormats(): Promise<string[]>;
}

/** Longer side of the picture that the library looks at, pixels: five for each module of our codes, and quick. */
const LOOK_PX = 960;
/** Beyond what must be done, the library may try this long on one picture. */
const EFFORT_MS = 60;

export async function createQrReader(): Promise<QrReader> {
  return (await nativeReader()) ?? libraryReader();
}

async function nativeReader(): Promise<QrReader | null> {
  const { BarcodeDetector: Detector } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  try {
    if (!Detector || !(await Detector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new Detector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
  } catch {
    return null;
  }
}

async function libraryReader(): Promise<QrReader> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (!context || videoWidth === 0) return [];
    const scale = Math.min(1, LOOK_PX / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    try {
      return [decodeQR({ width, height, data }, { timeLimit: EFFORT_MS })];
    } catch {
      // no code in this picture
      return [];
    }
  };
}
