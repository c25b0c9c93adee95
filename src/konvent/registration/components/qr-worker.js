// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Answers each picture with what its QR code says, or with nothing.

import decodeQR from "qr/decode.js";

onmessage = ({ data: { width, height, pixels } }) => {
  let text = "";
  try {
    text = decodeQR({ width, height, data: new Uint8Array(pixels) });
  } catch {
    // most pictures of a camera have no code in them
  }
  postMessage(text);
};
