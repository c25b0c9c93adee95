// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Bundles the pages' scripts and styles with the parts that each chapter adds to them.
//
// A chapter adds to a bundle by having a file of the bundle's name in its folder `components`:
// src/konvent/<chapter>/components/{app,stage,recording,manage,checkin,qr-worker}.js and {app,manage}.css.

import { build } from "esbuild";
import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { leanKern } from "./kern.mjs";
import { strictMediaChrome } from "./strict.mjs";

const target = process.argv[2];
const out = `${target}.${process.pid}`; // takes the place of the last one when it is complete
process.on("exit", () => rmSync(out, { recursive: true, force: true }));
const chapters = [
  "foundation",
  "convention",
  "people",
  "programme",
  "letters",
  "registration",
  "stage",
  "audience",
  "library",
  "site",
  "ops",
];
const entries = [
  "app.js",
  "stage.js",
  "recording.js",
  "manage.js",
  "overlay.js",
  "live-worker.js",
  "checkin.js",
  "qr-worker.js",
  "style.css",
  "manage.css",
  "overlay.css",
  "icon.svg",
];

const chapterParts = {
  name: "chapters",
  setup(builder) {
    builder.onResolve({ filter: /^chapters:/ }, ({ path: name }) => ({
      path: name.slice("chapters:".length),
      namespace: "chapters",
    }));
    builder.onLoad({ filter: /.*/, namespace: "chapters" }, ({ path: name }) => {
      const parts = chapters
        .map((chapter) => `./src/konvent/${chapter}/components/${name}`)
        .filter((part) => existsSync(part));
      const isStyle = name.endsWith(".css");
      return {
        contents: parts.map((part) => `${isStyle ? "@import" : "import"} "${part}";`).join("\n"),
        loader: isStyle ? "css" : "js",
        resolveDir: process.cwd(),
      };
    });
  },
};

const { metafile } = await build({
  entryPoints: entries.map((entry) => `frontend/${entry}`),
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "safari16"],
  outdir: out,
  outbase: "frontend",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  plugins: [chapterParts, leanKern, strictMediaChrome],
  metafile: true,
  legalComments: "linked",
  logLevel: "warning",
});

writeManifest();
writeNotices();
compress();
rmSync(target, { recursive: true, force: true });
renameSync(out, target);

function writeManifest() {
  const manifest = {};
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const fonts = Object.keys(output.inputs).filter((input) => input.endsWith(".woff2"));
    const source = output.entryPoint ?? (file.endsWith(".woff2") ? fonts[0] : undefined);
    if (source) manifest[path.basename(source)] = path.basename(file);
  }
  writeFileSync(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
}

function writeNotices() {
  const inputs = Object.keys(metafile.inputs).map(
    (input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1],
  );
  const notices = [...new Set(inputs.filter(Boolean))].sort().map((name) => {
    const folder = path.join("node_modules", name);
    const { version, license } = JSON.parse(readFileSync(path.join(folder, "package.json")));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(path.join(folder, file), "utf8") : "";
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  notices.push(`Fira Sans (OFL-1.1)\n\n${readFileSync("LICENSES/OFL-1.1.txt", "utf8").trim()}\n`);
  writeFileSync(path.join(out, "THIRD-PARTY.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
}

function compress() {
  for (const name of readdirSync(out).filter((file) => /\.(js|css|svg|txt)$/.test(file))) {
    const bytes = readFileSync(path.join(out, name));
    writeFileSync(path.join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    writeFileSync(path.join(out, `${name}.br`), brotliCompressSync(bytes));
  }
}
