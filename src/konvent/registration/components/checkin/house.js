// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// What a door asks of the house, and whether there is a line to it.

export class NoLineError extends Error {}
export class NotUnderstoodError extends NoLineError {}
export class SignedOutError extends Error {}

const NOT_UNDERSTOOD = 400;
const ROUGHLY = 50; // milliseconds by which two clocks of a device may disagree
const PATIENCE = 20_000; // milliseconds: a line that keeps silent for longer is none

export class House {
  #base;
  #token;
  #ahead; // of the house's clock, in milliseconds, at most
  #slack; // by how much less it may be

  /** Begin with the moment at which the house made the page. */
  constructor(base, token, now) {
    this.#base = base;
    this.#token = token;
    this.#ahead = Date.now() - now;
    this.#slack = performance.now();
  }

  /** The moment, by the house's clock. */
  get now() {
    return Math.round(Date.now() - this.#ahead);
  }

  list() {
    return this.#ask("list.json");
  }

  changes(since) {
    return this.#ask(`list.json?since=${since}`);
  }

  find(facts) {
    return this.#send(`${this.#base}find/`, facts);
  }

  /** Tell scans of one address; those of another day may still wait. */
  tell(address, scans) {
    return this.#send(`${address}scans/`, { scans: JSON.stringify(scans) });
  }

  #ask(path) {
    return this.#answer(`${this.#base}${path}`, {});
  }

  #send(address, fields) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.#token);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.#answer(address, { method: "POST", body });
  }

  async #answer(address, options) {
    const signal = AbortSignal.timeout(PATIENCE);
    const asked = { ...options, signal, cache: "no-store", redirect: "manual" };
    const since = performance.now();
    const answer = await fetch(address, asked).catch(() => {
      throw new NoLineError();
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOutError();
    if (answer.status === NOT_UNDERSTOOD) throw new NotUnderstoodError();
    const said = answer.ok ? await answer.json().catch(() => null) : null;
    if (said === null) throw new NoLineError();
    if (said.now) this.#compare(said.now, performance.now() - since);
    return said;
  }

  /** Set the clock by an answer, unless a quicker one agrees: a slow one would set it back. */
  #compare(now, slack) {
    const ahead = Date.now() - now;
    const isEarlier = ahead < this.#ahead - this.#slack - ROUGHLY;
    const agrees = !isEarlier && ahead - slack <= this.#ahead + ROUGHLY;
    if (agrees && slack > this.#slack) return;
    this.#ahead = ahead;
    this.#slack = slack;
  }
}
