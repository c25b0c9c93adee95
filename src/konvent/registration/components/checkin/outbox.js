// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Scans that the house has not heard of yet: kept by the browser until it has, through a crash and a
// reload. They say a number, a moment and a door, and no names.

const NAME = "konvent-check-in";
const SCANS = "scans";

export class Outbox {
  #opened;

  put(scan) {
    return this.#do("readwrite", (scans) => scans.put(scan));
  }

  all() {
    return this.#do("readonly", (scans) => scans.getAll());
  }

  forget(keys) {
    return this.#do("readwrite", (scans) => {
      let last;
      for (const key of keys) last = scans.delete(key);
      return last;
    });
  }

  async #do(mode, work) {
    const database = await (this.#opened ??= opened());
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
