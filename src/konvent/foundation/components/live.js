// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What a page watches: `watch(topic, callback)` gives the topic's whole state after every change.
//
// All tabs of a browser share one stream through a shared worker; where there is none, the page has its
// own. The document hears of the connection by events "konvent:connection", `detail.state` is
// "online" or "offline".

import { LiveStreams } from "./live-stream.js";

const page = document.documentElement;
const watchers = new Map(); // topic -> set of callbacks
const states = new Map();
let source;

/** Call back with the topic's state, now if it is known and after every change; returns how to stop. */
export function watch(topic, callback) {
  if (!watchers.has(topic)) {
    watchers.set(topic, new Set());
    connected().watch(topic);
  }
  watchers.get(topic).add(callback);
  if (states.has(topic)) queueMicrotask(() => callback(states.get(topic)));
  return () => unwatch(topic, callback);
}

function unwatch(topic, callback) {
  const callbacks = watchers.get(topic);
  if (!callbacks?.delete(callback) || callbacks.size > 0) return;
  watchers.delete(topic);
  states.delete(topic);
  connected().unwatch(topic);
}

function tell({ topic, state, connection }) {
  if (connection) {
    const detail = { state: connection };
    document.dispatchEvent(new CustomEvent("konvent:connection", { detail }));
  } else if (watchers.has(topic)) {
    states.set(topic, state);
    for (const callback of watchers.get(topic)) callback(state);
  }
}

function connected() {
  source ??= throughWorker() ?? alone();
  return source;
}

function alone() {
  const streams = new LiveStreams();
  const convention = page.dataset.convention;
  addEventListener("pageshow", ({ persisted }) => persisted && streams.refresh());
  return {
    watch: (topic) => streams.watch(convention, topic, tell),
    unwatch: (topic) => streams.unwatch(convention, topic, tell),
  };
}

function throughWorker() {
  const script = page.dataset.liveWorker;
  if (!script || !globalThis.SharedWorker) return null;
  let worker;
  try {
    worker = new SharedWorker(script, { type: "module", name: "konvent-live" });
  } catch {
    return null;
  }
  const say = (message) =>
    worker.port.postMessage({ convention: page.dataset.convention, ...message });
  worker.port.onmessage = ({ data }) => (data.unable ? goAlone() : tell(data));
  worker.onerror = goAlone;
  addEventListener("pagehide", () => say({ leave: true }));
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && source?.isShared) for (const topic of watchers.keys()) say({ watch: topic });
  });
  return {
    isShared: true,
    watch: (topic) => say({ watch: topic }),
    unwatch: (topic) => say({ unwatch: topic }),
  };
}

function goAlone() {
  if (source && !source.isShared) return;
  source = alone();
  for (const topic of watchers.keys()) source.watch(topic);
}
