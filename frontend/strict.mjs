// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2
// Lets media-chrome keep its looks under a policy without inline styles.
//
// Its elements write <style> into their shadow roots, which the policy of our pages refuses. The
// same rules are allowed as sheets that a script constructs, so the build turns one into the other.

import { readFileSync } from "node:fs";

const unsafe =
  /this\.shadowRoot\.setHTMLUnsafe \? this\.shadowRoot\.setHTMLUnsafe\(html\) : this\.shadowRoot\.innerHTML = html/g;
const plain = /this\.shadowRoot\.innerHTML = (this\.constructor\.getTemplateHTML\(attrs\))/g;
const sheets = /styleParent\.querySelectorAll\("style:not\(\[media\]\)"\)/g;

export const strictMediaChrome = {
  name: "strict-media-chrome",
  setup(builder) {
    builder.onResolve({ filter: /^konvent:shadow$/ }, () => ({
      path: `${process.cwd()}/frontend/shadow.js`,
    }));
    builder.onLoad({ filter: /media-chrome\/dist\/[\w/-]+\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      const contents = source
        .replaceAll(unsafe, "writeShadow(this.shadowRoot, html)")
        .replaceAll(plain, "writeShadow(this.shadowRoot, $1)")
        .replaceAll(sheets, "sheetsOf(styleParent)");
      if (contents === source) return undefined;
      return { contents: `import { sheetsOf, writeShadow } from "konvent:shadow";\n${contents}` };
    });
  },
};
