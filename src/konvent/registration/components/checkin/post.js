// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Takes what waits in the outbox to the house, address by address: a browser has one outbox for all its
// doors, and what the house refuses of one of them holds up no other.

import { NoLineError, NotUnderstoodError, SignedOutError } from "./house.js";
import { Outbox } from "./outbox.js";

const AT_ONCE = 100; // scans told in one go
const KEPT_FOR = 30 * 86_400_000; // milliseconds: then the house forgets as well who was there

export class Post {
  #outbox = new Outbox();
  #house;
  #base;
  #hear;
  #round = null;
  #following = null;

  /** Hear, for each that the house took or refused, what it says of it. */
  constructor(house, base, hear) {
    this.#house = house;
    this.#base = base;
    this.#hear = hear;
  }

  put(scan) {
    return this.#outbox.put(scan);
  }

  /** Whether something waits that would be gone with this page. */
  get wouldLose() {
    return this.#outbox.isInMemory;
  }

  /** Return what waits of this door's own, the oldest first. */
  async own() {
    return (await this.#waiting()).filter(({ address }) => address === this.#base);
  }

  /**
   * Tell what waits, this door's own first; returns how many wait on, and what was in the way.
   * A round that is under way may have looked before the newest came, or before the line was back: then
   * one more follows.
   */
  tell() {
    if (this.#following) return this.#following;
    if (this.#round === null) return this.#begin();
    this.#following = this.#round.catch(() => {}).then(() => {
      this.#following = null;
      return this.#begin();
    });
    return this.#following;
  }

  #begin() {
    this.#round = this.#tellAll().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  async #tellAll() {
    const failed = new Map(); // address -> why
    await this.#dropOld();
    for (let some = await this.#next(failed); some.length; some = await this.#next(failed)) {
      try {
        await this.#tellSome(some);
      } catch (error) {
        const isExpected = error instanceof NoLineError || error instanceof SignedOutError;
        if (!isExpected) throw error;
        failed.set(some[0].address, error);
      }
    }
    return { count: (await this.#waiting()).length, fault: failed.get(this.#base) };
  }

  /** Return the next to tell, all of one address. */
  async #next(failed) {
    const waiting = (await this.#waiting()).filter(({ address }) => !failed.has(address));
    const first = waiting.find(({ address }) => address === this.#base) ?? waiting[0];
    return waiting.filter(({ address }) => address === first.address).slice(0, AT_ONCE);
  }

  async #tellSome(some) {
    const bare = some.map(({ address: _address, ...scan }) => scan);
    try {
      await this.#heard(some, (await this.#house.tell(some[0].address, bare)).answers);
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
      if (some.length > 1) for (const one of some) await this.#tellSome([one]);
      else await this.#heard(some, { [some[0].key]: { outcome: "unknown", in: null } });
    }
  }

  async #heard(some, answers) {
    await this.#outbox.forget(some.map(({ key }) => key));
    this.#hear(some, answers);
  }

  async #dropOld() {
    const old = (await this.#waiting()).filter(({ at }) => at < this.#house.now - KEPT_FOR);
    await this.#outbox.forget(old.map(({ key }) => key));
  }

  async #waiting() {
    return (await this.#outbox.all()).sort((one, other) => one.at - other.at);
  }
}
