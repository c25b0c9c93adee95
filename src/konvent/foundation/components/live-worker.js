// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The shared worker: one stream for all tabs of a browser.

import { LiveStreams } from "./live-stream.js";

const streams = new LiveStreams();

self.onconnect = ({ ports: [port] }) => {
  if (!self.EventSource) {
    port.postMessage({ unable: true });
    return;
  }
  const tell = (message) => port.postMessage(message);
  port.onmessage = ({ data: { convention, watch, unwatch, leave } }) => {
    if (watch) streams.watch(convention, watch, tell);
    if (unwatch) streams.unwatch(convention, unwatch, tell);
    if (leave) streams.leave(tell);
  };
};
