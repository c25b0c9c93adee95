// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// One event stream per convention for everything that is watched there, in a page or in a worker.

const MOMENT = 30; // milliseconds in which a page says all that it wants to watch
const PATIENCE = 3_000; // a shorter gap in the connection is not worth a word
const SILENCE = 45_000; // the hub is heard every 15 s; after this the connection is dead
const LONGEST_PAUSE = 60_000;

export class LiveStreams {
  #streams = new Map();

  /** Tell everything about a topic to `tell` from now on. */
  watch(convention, topic, tell) {
    if (!this.#streams.has(convention)) this.#streams.set(convention, new LiveStream(convention));
    this.#streams.get(convention).watch(topic, tell);
  }

  unwatch(convention, topic, tell) {
    this.#streams.get(convention)?.unwatch(topic, tell);
  }

  leave(tell) {
    for (const stream of this.#streams.values()) stream.leave(tell);
  }

  refresh() {
    for (const stream of this.#streams.values()) stream.refresh();
  }
}

class LiveStream {
  #convention;
  #watchers = new Map(); // topic -> set of functions to tell
  #known = new Map(); // topic -> { seq, state }
  #source = null;
  #open = new Set(); // the topics of the present connection
  #planned = 0;
  #watchdog = 0;
  #patience = 0;
  #failures = 0;
  #connection = "";

  constructor(convention) {
    this.#convention = convention;
    globalThis.addEventListener?.("online", () => this.refresh());
  }

  watch(topic, tell) {
    if (!this.#watchers.has(topic)) this.#watchers.set(topic, new Set());
    this.#watchers.get(topic).add(tell);
    const known = this.#known.get(topic);
    if (known) tell({ topic, state: known.state });
    if (this.#connection) tell({ connection: this.#connection });
    if (!this.#open.has(topic)) this.#plan(MOMENT);
  }

  unwatch(topic, tell) {
    const tellers = this.#watchers.get(topic);
    if (!tellers?.delete(tell) || tellers.size > 0) return;
    this.#watchers.delete(topic);
    this.#known.delete(topic);
    if (this.#watchers.size === 0) this.#close();
  }

  leave(tell) {
    for (const topic of [...this.#watchers.keys()]) this.unwatch(topic, tell);
  }

  /** Begin anew: everything is told again from its present state. */
  refresh() {
    if (this.#watchers.size > 0) this.#plan(Math.random() * 500);
  }

  #plan(pause) {
    clearTimeout(this.#planned);
    this.#planned = setTimeout(() => this.#connect(), pause);
  }

  #connect() {
    this.#close();
    if (this.#watchers.size === 0) return;
    this.#open = new Set(this.#watchers.keys());
    const topics = [...this.#open].sort().map(encodeURIComponent).join(",");
    const source = new EventSource(`/${this.#convention}/live?topics=${topics}`);
    source.onopen = () => this.#isOnline();
    source.onerror = () => this.#isOffline(source);
    source.onmessage = ({ data }) => this.#take(JSON.parse(data));
    source.addEventListener("beat", () => this.#isOnline());
    this.#source = source;
    this.#watch();
  }

  #close() {
    clearTimeout(this.#planned);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
    this.#open = new Set();
  }

  #take({ topic, seq, state, patch }) {
    this.#isOnline();
    const known = this.#known.get(topic);
    if (state === undefined) {
      if (known && seq <= known.seq) return;
      if (!known || seq > known.seq + 1) return this.refresh();
      state = merge(known.state, patch);
    }
    if (!this.#watchers.has(topic)) return;
    this.#known.set(topic, { seq, state });
    for (const tell of this.#watchers.get(topic)) tell({ topic, state });
  }

  #isOnline() {
    this.#failures = 0;
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.#say("online");
    this.#watch();
  }

  #isOffline(source) {
    if (source !== this.#source) return;
    this.#patience ||= setTimeout(() => this.#say("offline"), PATIENCE);
    if (source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    this.#failures += 1;
    const longest = Math.min(LONGEST_PAUSE, 1_000 * 2 ** this.#failures);
    this.#plan(longest / 2 + (Math.random() * longest) / 2);
  }

  #watch() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#connect(), SILENCE);
  }

  #say(connection) {
    if (connection === this.#connection) return;
    this.#connection = connection;
    const everybody = new Set([...this.#watchers.values()].flatMap((tellers) => [...tellers]));
    for (const tell of everybody) tell({ connection });
  }
}

/** Apply a merge patch (RFC 7396); what has not changed stays the same object. */
export function merge(target, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const isMap = target !== null && typeof target === "object" && !Array.isArray(target);
  const merged = isMap ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}
