// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Reads QR codes from the camera, or from a picture of one. Nothing of it leaves the browser.

const EVERY = 120; // milliseconds between two looks
const GONE_AFTER = 2_500; // so long the same code is the same scan
const LARGEST = 960; // pixels; a finer picture takes longer and tells no more
const NOTHING = { text: "", at: -Infinity };

export class Camera {
  #video;
  #workerAddress;
  #tell;
  #isGone;
  #stream;
  #wish; // one for each start, until it is stopped
  #isOn = false;
  #timer;
  #detector;
  #worker;
  #read = Promise.resolve(); // the worker reads one picture after another
  #canvas = document.createElement("canvas");
  #last = NOTHING;
  #lock;

  /** Tell each code that comes into the picture once; and when the camera was unplugged or taken away. */
  constructor(video, workerAddress, { tell, isGone }) {
    this.#video = video;
    this.#workerAddress = workerAddress;
    this.#tell = tell;
    this.#isGone = isGone;
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  get isOn() {
    return this.#isOn;
  }

  /** Whether it is about to look: the browser may be asking whether it may. */
  get isStarting() {
    return Boolean(this.#wish) && !this.#isOn;
  }

  async start() {
    const wish = (this.#wish = {});
    try {
      await this.#open(wish);
    } catch (error) {
      if (this.#wish !== wish) return;
      this.stop();
      throw error;
    }
    if (this.#wish !== wish) return;
    this.#isOn = true;
    this.#look();
  }

  async #open(wish) {
    const video = { facingMode: "environment", width: { ideal: 1280 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video });
    if (this.#wish !== wish) return end(stream);
    this.#stream = stream;
    for (const track of stream.getTracks()) track.onended = () => this.#isGone();
    this.#video.srcObject = stream;
    await this.#video.play();
    await this.#stayAwake(wish);
  }

  /** Keep the screen on. */
  async #stayAwake(wish) {
    const lock = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.#wish === wish) this.#lock = lock;
    else lock?.release();
  }

  /** Go on when the page is looked at again: meanwhile phones let the screen go, and some stop the picture. */
  #wake() {
    if (document.hidden || !this.#isOn) return;
    this.#video.play().catch(() => {});
    this.#stayAwake(this.#wish);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#lock?.release();
    if (this.#stream) end(this.#stream);
    this.#wish = this.#stream = this.#lock = null;
    this.#isOn = false;
    this.#last = NOTHING; // who starts it again wants to hear it again
    this.#video.srcObject = null;
  }

  /** Return what the code in a picture says, or "". */
  async read(file) {
    const picture = await createImageBitmap(file);
    return this.#textIn(picture, picture.width, picture.height);
  }

  async #look() {
    const wish = this.#wish;
    const { videoWidth: width, videoHeight: height } = this.#video;
    const text = width ? await this.#textIn(this.#video, width, height) : "";
    if (this.#wish !== wish) return;
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
    const size = { width: this.#canvas.width, height: this.#canvas.height };
    const pixels = pen.getImageData(0, 0, size.width, size.height).data.buffer;
    this.#read = this.#read.then(() => this.#askWorker({ ...size, pixels }));
    return this.#read;
  }

  /** Have the worker read; one that could not be loaded is called anew for the next picture. */
  #askWorker(picture) {
    this.#worker ??= new Worker(this.#workerAddress, { type: "module" });
    return new Promise((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = () => {
        this.#worker = null;
        resolve("");
      };
      this.#worker.postMessage(picture, [picture.pixels]);
    });
  }
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Return the browser's own reader of QR codes; false where it has none. */
async function nativeDetector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") && new BarcodeDetector({ formats: ["qr_code"] });
}
