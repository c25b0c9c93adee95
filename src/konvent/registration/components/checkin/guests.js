// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Whom a door knows: who is expected, and who is in. It lives in the page's memory and nowhere else.

const MOST_FOUND = 20;

export class Guests {
  #people = new Map(); // ticket -> { ticket, name, group }
  #seen = new Map(); // digest -> ticket, 0 for one that is revoked
  #arrivals = new Map(); // ticket -> { at, door, key }

  /** Take the list anew. */
  fill({ people, revoked, in: arrivals }) {
    this.clear();
    for (const digest of revoked) this.#seen.set(digest, 0);
    for (const [ticket, name, group, digests] of people) {
      this.#people.set(ticket, { ticket, name, group });
      for (const digest of digests) this.#seen.set(digest, ticket);
    }
    this.merge(arrivals);
  }

  /** Take what others did; returns the tickets of which something is different. */
  merge(arrivals) {
    const changed = Object.entries(arrivals).map(([ticket, arrival]) => {
      const there = arrival && { at: arrival[0], door: arrival[1], key: arrival[2] };
      return this.settle(Number(ticket), there) ? Number(ticket) : null;
    });
    return changed.filter((ticket) => ticket !== null);
  }

  /** Say when somebody came, null when they are not in; returns whether that is news. */
  settle(ticket, arrival) {
    const isNews = this.#arrivals.get(ticket)?.key !== arrival?.key;
    if (arrival) this.#arrivals.set(ticket, arrival);
    else this.#arrivals.delete(ticket);
    return isNews;
  }

  /** Lay over it what a door did and the house has not heard of, the oldest first. */
  lay(scans) {
    for (const scan of scans) {
      const wasBefore = this.#arrivals.get(scan.ticket)?.at <= scan.at;
      if (scan.undo && wasBefore) this.settle(scan.ticket, null);
      if (!scan.undo && !wasBefore) this.settle(scan.ticket, scan);
    }
  }

  /** Return who shows this; "revoked"; or undefined when this list does not say. */
  whoShows(digest) {
    const ticket = this.#seen.get(digest);
    return ticket === 0 ? "revoked" : this.#people.get(ticket);
  }

  /** Return those in whose name all of these words are. */
  named(words) {
    const parts = words.toLocaleLowerCase().split(/\s+/);
    const people = [...this.#people.values()];
    const fits = ({ name }) => parts.every((part) => name.toLocaleLowerCase().includes(part));
    return people.filter(fits).slice(0, MOST_FOUND);
  }

  arrivalOf(ticket) {
    return this.#arrivals.get(ticket);
  }

  get expected() {
    return this.#people.size;
  }

  get arrived() {
    return this.#arrivals.size;
  }

  clear() {
    this.#people.clear();
    this.#seen.clear();
    this.#arrivals.clear();
  }
}
