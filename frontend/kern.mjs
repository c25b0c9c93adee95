// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Leaves out of KERN's style sheet what no page of ours names: most of its grid, icons, utilities.
//
// A name counts wherever it stands in our sources. One that is put together from parts, such as
// "kern-alert--" with a level behind it, keeps everything that begins like it.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import postcss from "postcss";

const sources = "src/konvent";

export const leanKern = {
  name: "lean-kern",
  setup(builder) {
    builder.onLoad({ filter: /kern\.min\.css$/ }, ({ path: file }) => ({
      contents: withoutUnused(readFileSync(file, "utf8"), namesInUse()),
      loader: "css",
    }));
  },
};

function namesInUse() {
  const names = new Set();
  for (const file of readdirSync(sources, { recursive: true })) {
    if (!/\.(html|py|js|css)$/.test(file) || file.includes(`static${path.sep}`)) continue;
    const text = readFileSync(path.join(sources, file), "utf8");
    for (const name of text.match(/\bkern-[\w-]*/g) ?? []) names.add(name);
  }
  return [...names];
}

function withoutUnused(css, names) {
  const exact = new Set(names);
  const beginnings = names.filter((name) => name.endsWith("-"));
  const blocks = new Set(names.map(blockOf));
  const isUsed = (name) =>
    exact.has(name) ||
    beginnings.some((beginning) => name.startsWith(beginning)) ||
    (!name.startsWith("kern-icon") && blocks.has(blockOf(name)));

  const sheet = postcss.parse(css);
  sheet.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((selector) => classesOf(selector).every(isUsed));
    if (rule.selectors.join("") === "") rule.remove();
  });
  sheet.walkAtRules("media", (media) => {
    if (media.nodes.length === 0) media.remove();
  });
  while (removeUnreadValues(sheet, exact));
  return sheet.toString();
}

// Values that neither a rule nor our sources read: most of the scales of its twelve colours.
function removeUnreadValues(sheet, names) {
  const read = new Set();
  sheet.walkDecls(({ value }) => {
    for (const [, name] of value.matchAll(/var\(\s*(--kern-[\w-]+)/g)) read.add(name);
  });
  let removed = 0;
  sheet.walkDecls(/^--kern-/, (declaration) => {
    if (read.has(declaration.prop) || names.has(declaration.prop.slice(2))) return;
    declaration.remove();
    removed += 1;
  });
  return removed;
}

// A block's own parts and variants come with it: .kern-card__title and .kern-card--active.
function blockOf(name) {
  return name.split(/--|__/)[0];
}

// What :not() and :is() say is a condition, not a name that has to be there.
function classesOf(selector) {
  const plain = selector.replace(/:(not|is|where)\([^()]*(\([^()]*\)[^()]*)*\)/g, "");
  return [...plain.matchAll(/\.(kern-[\w-]+)/g)].map((match) => match[1]);
}
