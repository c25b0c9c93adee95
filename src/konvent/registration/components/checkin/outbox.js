// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Scans that the house has not heard of yet: kept by the browser until it has, through a crash and a
// reload. They say a number, a moment and a door, and no names. A browser that keeps nothing, such as some do
// in private windows, holds them as long as the page is open.

const NAME = "konvent-check-in";
const SCANS = "scans";

export class Outbox {
  #opened;
  #held = new Map(); // key -> scan, of those that the browser did not keep

  get isInMemory() {
    return this.#held.size > 0;
  }

  async put(scan) {
    const key = await this.#do("readwrite", (scans) => scans.put(scan)).catch(() => undefined);
    if (!key) this.#held.set(scan.key, scan);
  }

  async all() {
    const kept = await this.#do("readonly", (scans) => scans.getAll());
    return [...(kept ?? []), ...this.#held.values()];
  }

  forget(keys) {
    for (const key of keys) this.#held.delete(key);
    return this.#do("readwrite", (scans) => {
      let last;
      for (const key of keys) last = scans.delete(key);
      return last;
    });
  }

  /** Do it and return what came of it; undefined where the browser keeps nothing. */
  async #do(mode, work) {
    const database = await (this.#opened ??= opened().catch(() => null));
    if (!database) return undefined;
    return new Promise((resolve, reject) => {
      const step = database.transaction(SCANS, mode);
      const asked = work(step.objectStore(SCANS));
      step.oncomplete = () => resolve(asked?.result);
      step.onabort = () => reject(step.error);
    });
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SCANS, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
