// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// How a poll stands: a table whose rows are bars, or words in the size of their weight. What stands
// there changes in place.

import { inPageLanguage, write } from "./phrases.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZES = 5;

export function drawChart(place, poll, say) {
  if (poll.options) drawBars(place, poll, say);
  else drawWords(place, poll, say);
}

function drawBars(place, poll, say) {
  const isNew = !place.querySelector("table");
  if (isNew) place.replaceChildren(table(poll, say));
  const rows = new Map([...place.querySelectorAll("tbody tr")].map((row) => [row.dataset.place, row]));
  const body = place.querySelector("tbody");
  const options = Object.entries(poll.options);
  const isRanking = poll.kind === "ranking";
  const most = Math.max(...options.map(([, { count = 0 }]) => count));
  const whole = poll.answers * (isRanking ? options.length : 1);
  for (const [key, option] of options) {
    const row = rows.get(key) ?? body.appendChild(barRow(key));
    write(row.querySelector("th span"), inPageLanguage(option.text) || key);
    showCount(row, option.count, whole, most);
  }
  if (isRanking && poll.state === "closed") sortRows(body, poll.options);
  showMean(place, poll, say);
}

function showCount(row, count, whole, most) {
  const [number, part] = row.querySelectorAll("td");
  const isKnown = count !== undefined;
  const percent = isKnown && whole ? Math.round((100 * count) / whole) : 0;
  write(number, isKnown ? String(count) : "");
  write(part, isKnown ? `${percent} %` : "");
  row.classList.toggle("is-first", isKnown && count > 0 && count === most);
  row.querySelector("svg").toggleAttribute("hidden", !isKnown);
  row.querySelector("rect").setAttribute("width", `${percent}%`);
}

function sortRows(body, options) {
  const rows = [...body.children];
  const sorted = [...rows].sort(
    (one, other) => options[other.dataset.place].count - options[one.dataset.place].count,
  );
  if (sorted.some((row, at) => row !== rows[at])) body.replaceChildren(...sorted);
}

function showMean(place, poll, say) {
  const counts = Object.entries(poll.options);
  const isShown = poll.kind === "scale" && poll.answers > 0 && counts[0][1].count !== undefined;
  place.querySelector("p").hidden = !isShown;
  if (!isShown) return;
  const sum = counts.reduce((all, [key, { count }]) => all + Number(key) * count, 0);
  const mean = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  write(place.querySelector("p"), say("mean", { mean: mean.format(sum / poll.answers) }));
}

function table(poll, say) {
  const fragment = document.createDocumentFragment();
  const made = element("table", "chart");
  const caption = element("caption", "visually-hidden");
  caption.textContent = `${say("results")}: ${inPageLanguage(poll.question)}`;
  const head = element("thead", "visually-hidden");
  const row = element("tr");
  const names = ["answer", poll.kind === "ranking" ? "points" : "number", "partOfAll"];
  row.append(...names.map((name) => heading(say(name))));
  head.append(row);
  made.append(caption, head, element("tbody"));
  const mean = element("p", "soft");
  mean.hidden = true;
  fragment.append(made, mean);
  return fragment;
}

function heading(text) {
  const cell = element("th");
  cell.scope = "col";
  cell.textContent = text;
  return cell;
}

function barRow(key) {
  const row = element("tr", "chart__row");
  row.dataset.place = key;
  const label = element("th", "chart__label");
  label.scope = "row";
  const bar = document.createElementNS(SVG, "svg");
  bar.setAttribute("class", "chart__bar");
  bar.setAttribute("aria-hidden", "true");
  const fill = document.createElementNS(SVG, "rect");
  fill.setAttribute("height", "100%");
  bar.append(fill);
  label.append(element("span"), bar);
  row.append(label, element("td", "chart__number numerals"), element("td", "chart__number numerals"));
  return row;
}

function drawWords(place, poll, say) {
  const words = Object.entries(poll.words ?? {});
  if (words.length === 0) {
    const nothing = element("p", "soft");
    nothing.textContent = poll.words ? say("noWords") : "";
    place.replaceChildren(nothing);
    return;
  }
  const isCloud = poll.kind === "words";
  const most = Math.max(...words.map(([, { count }]) => count));
  const order = isCloud
    ? ([, one], [, other]) => one.text.localeCompare(other.text)
    : ([, one], [, other]) => other.count - one.count;
  const list = element("ul", isCloud ? "cloud" : "poll__said");
  list.setAttribute("role", "list");
  list.append(...words.sort(order).map(([, word]) => weight(word, most, isCloud)));
  place.replaceChildren(list);
}

function weight({ text, count }, most, isCloud) {
  const size = most > 1 ? Math.floor(1 + ((SIZES - 1) * count) / most) : 2;
  const item = element("li", `cloud__word cloud__word--${size}`);
  item.textContent = text;
  if (!isCloud && count === 1) return item;
  const number = element("span", "cloud__count");
  number.textContent = String(count);
  item.append(" ", number);
  return item;
}

function element(name, className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}
