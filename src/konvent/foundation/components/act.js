// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// The small things people do: `await act("vote", { … })` answers once it is saved.
//
// It throws a `Refusal`, whose message is for the person. What could not be saved for a moment is
// tried again: doing something twice is doing it once. Only what is a sum says `{ once: true }`.

const TRIES = 4;
const PAUSE = 1_000;
const PATIENCE = 12_000;

const page = document.documentElement;

/** Why something was not done; `code` says it to scripts, `field` names the input at fault. */
export class Refusal extends Error {
  constructor({ error = "failed", message = "", field = "" }, status) {
    super(message || page.dataset.unanswered);
    this.code = error;
    this.field = field;
    this.status = status;
  }
}

/** Do something in the page's convention; answers with what is so then. */
export async function act(name, wish = {}, { once = false } = {}) {
  let isWelcome = false;
  for (let attempt = 1; ; attempt += 1) {
    const { status, said, wait } = await post(`act/${name}`, wish);
    if (status === 200) return said;
    if (said.error === "no-pass" && !isWelcome) {
      isWelcome = true;
      const { status: answered, said: why } = await post("my/pass", {});
      if (answered !== 200) throw new Refusal(why, answered);
      continue;
    }
    const isWorthAnother = status === 0 || status === 502 || status === 503;
    if (once || !isWorthAnother || attempt === TRIES) throw new Refusal(said, status);
    await new Promise((go) => setTimeout(go, wait * attempt * (0.5 + Math.random())));
  }
}

async function post(path, body) {
  try {
    const answer = await fetch(`/${page.dataset.convention}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": page.lang },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const wait = 1_000 * Number(answer.headers.get("Retry-After") ?? 0) || PAUSE;
    return { status: answer.status, said: await answer.json().catch(() => ({})), wait };
  } catch {
    return { status: 0, said: { error: "offline" }, wait: PAUSE };
  }
}
