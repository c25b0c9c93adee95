// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// My agenda: the codes of the sessions somebody chose. Kept in the browser, and with the ticket.
//
// Every choice is written down twice: in the list, and as not yet told to the ticket. What the
// ticket answers is the list from then on, so that choices of other devices, and what was
// dropped there, arrive here as well.

import { convention } from "./words.js";

const KEY = `konvent.${convention}.agenda`;
const ADDRESS = `/${convention}/my/agenda/`;
const EMPTY = { codes: [], untold: {} };
let memory = EMPTY;
let telling;

function read() {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return memory;
  }
}

function write(agenda) {
  memory = agenda;
  try {
    localStorage.setItem(KEY, JSON.stringify(agenda));
  } catch {
    // A browser that keeps nothing still has an agenda until the page is left.
  }
  document.dispatchEvent(new Event("konvent:agenda"));
}

export const codes = () => read().codes;
export const isKept = (code) => read().codes.includes(code);

export function choose(code, isWanted) {
  const { codes: chosen, untold } = read();
  const others = chosen.filter((other) => other !== code);
  write({
    codes: isWanted ? [...others, code] : others,
    untold: { ...untold, [code]: isWanted },
  });
  tell();
}

// Bring browser and ticket to the same list; answers whether there is a ticket.
export async function tell() {
  telling ??= exchange().finally(() => (telling = undefined));
  return telling;
}

async function exchange() {
  if (!(await hasTicket())) return false;
  const { untold } = read();
  const wanted = (value) => Object.keys(untold).filter((code) => untold[code] === value);
  const answer = await fetch(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ keep: wanted(true), drop: wanted(false) }),
  }).catch(() => undefined);
  if (!answer?.ok) return false;
  const kept = (await answer.json()).codes;
  const since = read().untold;
  const left = Object.entries(since).filter(([code, value]) => untold[code] !== value);
  write({ codes: withChoices(kept, left), untold: Object.fromEntries(left) });
  return left.length ? exchange() : true;
}

function withChoices(kept, choices) {
  const list = new Set(kept);
  for (const [code, isWanted] of choices) {
    if (isWanted) list.add(code);
    else list.delete(code);
  }
  return [...list];
}

async function hasTicket() {
  const answer = await fetch(`/${convention}/my/pass`).catch(() => undefined);
  if (!answer?.ok) return false;
  const { signed_in: signedIn, staff } = await answer.json();
  return signedIn && !staff;
}

// Another tab of the same browser has changed it.
addEventListener("storage", ({ key }) => {
  if (key === KEY) document.dispatchEvent(new Event("konvent:agenda"));
});
