// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Which questions stand in a list, and in which order.

const ANSWERED = ["answered-live", "answered-in-writing"];

const isAnswered = ({ state }) => ANSWERED.includes(state);

const byNumber = ([a], [b]) => Number(a) - Number(b);
const ORDERS = {
  supported: ([a, one], [b, other]) =>
    Boolean(other.is_pinned) - Boolean(one.is_pinned) ||
    other.supports - one.supports ||
    Number(a) - Number(b),
  newest: (one, other) => byNumber(other, one),
  answered: ([, one], [, other]) => Date.parse(one.answered) - Date.parse(other.answered),
};

/** Return the numbers of the questions in a list, as they should stand now. */
export function ordered(questions, sort) {
  return Object.entries(questions)
    .filter(([, question]) =>
      sort === "answered" ? isAnswered(question) : question.state === "visible",
    )
    .sort(ORDERS[sort])
    .map(([number]) => number);
}
