// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Reads QR codes from the camera, or from a picture of one. Nothing of it leaves the browser.

const EVERY = 120; // milliseconds between two looks
const GONE_AFTER = 2_500; // so long the same code is the same scan
const LARGEST = 960; // pixels; a finer picture takes longer and tells no more

export class Camera {
  #video;
  #workerAddress;
  #tell;
  #stream;
  #timer;
  #detector;
  #worker;
  #canvas = document.createElement("canvas");
  #last = { text: "", at: -Infinity };
  #lock;

  /** Tell each code that comes into the picture once. */
  constructor(video, workerAddress, tell) {
    this.#video = video;
    this.#workerAddress = workerAddress;
    this.#tell = tell;
  }

  get isOn() {
    return Boolean(this.#stream);
  }

  async start() {
    const video = { facingMode: "environment", width: { ideal: 1280 } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video });
    this.#video.srcObject = this.#stream;
    await this.#video.play();
    this.#lock = await navigator.wakeLock?.request("screen").catch(() => null);
    this.#look();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#lock?.release();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = this.#lock = null;
    this.#video.srcObject = null;
  }

  /** Return what the code in a picture says, or "". */
  async read(file) {
    const picture = await createImageBitmap(file);
    return this.#textIn(picture, picture.width, picture.height);
  }

  async #look() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    const text = width ? await this.#textIn(this.#video, width, height) : "";
    if (!this.#stream) return;
    if (text) this.#notice(text);
    this.#timer = setTimeout(() => this.#look(), EVERY);
  }

  #notice(text) {
    const now = performance.now();
    const isNew = text !== this.#last.text || now > this.#last.at + GONE_AFTER;
    this.#last = { text, at: now };
    if (isNew) this.#tell(text);
  }

  async #textIn(picture, width, height) {
    this.#detector ??= await nativeDetector();
    if (this.#detector) {
      const [found] = await this.#detector.detect(picture).catch(() => []);
      return found?.rawValue ?? "";
    }
    return this.#textInPixels(picture, width, height);
  }

  #textInPixels(picture, width, height) {
    const scale = Math.min(1, LARGEST / Math.max(width, height));
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    const pen = this.#canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0, this.#canvas.width, this.#canvas.height);
    const pixels = pen.getImageData(0, 0, this.#canvas.width, this.#canvas.height).data.buffer;
    this.#worker ??= new Worker(this.#workerAddress, { type: "module" });
    return new Promise((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = () => resolve("");
      const size = { width: this.#canvas.width, height: this.#canvas.height };
      this.#worker.postMessage({ ...size, pixels }, [pixels]);
    });
  }
}

/** Return the browser's own reader of QR codes; false where it has none. */
async function nativeDetector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") && new BarcodeDetector({ formats: ["qr_code"] });
}
